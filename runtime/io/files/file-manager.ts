// Files instead of values: an asset writes a file and returns its handle, and another asset reads the file.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { onDisk } from "../../disk/state-folder.js";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import { fileStore } from "../object-store/file-store.js";
import { AbsentObjectError } from "../object-store/object-store.js";

/** Represents a file. It is plain data: an asset may return one, and any I/O manager can store it. */
export interface FileHandle {
  readonly kind: "file";
  /** Relative to the project (with `/`) when inside it, otherwise absolute. */
  readonly path: string;
  /** Bytes, when the file was written. */
  readonly bytes: number;
}

export interface LocalFileManagerOptions {
  /** Relative to the project. Default: `.millrace/storage/file_manager`. */
  readonly baseDir?: string | EnvVar;
}

/** Bytes or text, all at once or in pieces. */
export type FileContent = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * Stores files in one folder under unique names. It is a resource with Dagster's six functions. Its files stay until a user removes them.
 * Relative paths start at the working directory, which is the project's folder in a run.
 */
export class LocalFileManager {
  readonly #baseDir: string | EnvVar;
  #temporary: Promise<string> | null = null;

  constructor(options: LocalFileManagerOptions = {}) {
    this.#baseDir = options.baseDir ?? ".millrace/storage/file_manager";
  }

  /** Copies the file to a temporary folder, for tools that need a path; returns the absolute path. */
  async copyHandleToLocalTemp(handle: FileHandle): Promise<string> {
    this.#temporary ??= mkdtemp(join(tmpdir(), "millrace-files-"));
    const name = `${randomUUID()}-${basename(handle.path)}`;
    const folder = await this.#temporary;
    await fileStore(folder, folder, LABEL).put(name, this.read(handle));
    return join(folder, name);
  }

  /** Removes every copy that `copyHandleToLocalTemp` created. */
  async deleteLocalTemp(): Promise<void> {
    const temporary = this.#temporary;
    this.#temporary = null;
    if (temporary !== null) await rm(await temporary, { recursive: true, force: true });
  }

  /** The file piece by piece: bytes, or UTF-8 text with the mode `"r"`. */
  read(handle: FileHandle, mode?: "rb"): AsyncIterable<Uint8Array>;
  read(handle: FileHandle, mode: "r"): AsyncIterable<string>;
  read(handle: FileHandle, mode: "r" | "rb" = "rb"): AsyncIterable<Uint8Array | string> {
    if (mode !== "r" && mode !== "rb") throw new TypeError(`${LABEL}: read got the mode "${mode}". Use "r" for text or "rb" for bytes.`);
    const bytes = piecesOf(handle);
    return mode === "rb" ? bytes : asText(bytes);
  }

  /** The whole file. */
  async readData(handle: FileHandle): Promise<Uint8Array> {
    const { store, name } = located(handle);
    try {
      return await store.get(name);
    } catch (error) {
      throw explained(error, handle);
    }
  }

  /** Writes content as it arrives. The file exists only after the last piece. `extension`: `".csv"`, for users and tools. */
  async write(content: FileContent, extension = ""): Promise<FileHandle> {
    if (!/^(\.?[^./\\][^/\\]*)?$/.test(extension))
      throw new TypeError(`${LABEL}: "${extension}" is not an extension. Write it with a dot, such as ".csv".`);
    const name = randomUUID() + (extension === "" || extension.startsWith(".") ? extension : `.${extension}`);
    const store = fileStore(onDisk(process.cwd(), readSetting(this.#baseDir)), process.cwd(), LABEL);
    let bytes = 0;
    async function* counted() {
      const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
      for await (const piece of pieces) {
        const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
        bytes += chunk.length;
        yield chunk;
      }
    }
    await store.put(name, counted());
    return { kind: "file", path: store.addressOf(name), bytes };
  }

  /** Writes all of the data. */
  writeData(data: string | Uint8Array, extension = ""): Promise<FileHandle> {
    return this.write(data, extension);
  }
}

const LABEL = "file manager";

function located(handle: FileHandle) {
  if (handle?.kind !== "file" || typeof handle.path !== "string")
    throw new TypeError(`${LABEL}: this is not a file handle. Pass the result of write or writeData.`);
  const path = onDisk(process.cwd(), handle.path);
  return { store: fileStore(dirname(path), process.cwd(), LABEL), name: basename(path) };
}

async function* piecesOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const { store, name } = located(handle);
  try {
    yield* store.stream(name);
  } catch (error) {
    throw explained(error, handle);
  }
}

async function* asText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

function explained(error: unknown, handle: FileHandle): unknown {
  if (!(error instanceof AbsentObjectError)) return error;
  return new Error(`[${LABEL}] cannot read ${handle.path}: the file does not exist. Write it again.`, { cause: error });
}
