// Values as files: the format is chosen by the value, the address by the asset's key.
import { type FileHandle, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { assetPath } from "../contract/address.js";
import type { FileExtension, Form } from "../contract/asset.js";
import type { StoredAs } from "../contract/run.js";
import type { AssetKey } from "../sdk/asset-key.js";
import { syncFolder, writeDurably } from "../sdk/durable-file.js";
import { type EnvVar, readSetting } from "../sdk/env-var.js";
import {
  type DescribeContext,
  type Described,
  type InputContext,
  type IOManager,
  MissingValueError,
  type OutputContext,
  type Preview,
} from "../sdk/io-manager.js";
import { decodeFile, encodeValue } from "./file-formats.js";

export interface FilesystemIOManagerOptions {
  /** Relative to the project. */
  readonly baseDir: string | EnvVar;
}

const EXTENSIONS: readonly FileExtension[] = [".json", ".parquet", ".npy", ".bin", ".v8"];

/**
 * Stores a value as `<baseDir>/<key parts>.<ext>`: JSON-safe values as `.json`, Arrow tables as `.parquet`, typed arrays as `.npy`,
 * bytes as `.bin`, whatever else structured clone carries as `.v8`. Batches of rows become one JSON array, written as they come;
 * loading a file as batches reads it whole first.
 */
export class FilesystemIOManager implements IOManager {
  readonly supportedForms: readonly Form[] = ["value", "table", "batches"];
  readonly #baseDir: string | EnvVar;

  constructor(options: FilesystemIOManagerOptions) {
    if (options?.baseDir === undefined)
      throw new TypeError('FilesystemIOManager needs a baseDir. Write new FilesystemIOManager({ baseDir: "data" }).');
    this.#baseDir = options.baseDir;
  }

  async handleOutput(context: OutputContext, value: unknown): Promise<StoredAs> {
    const stem = this.#stem(context);
    const encoded = await encodeValue(value);
    const path = stem + encoded.extension;
    let bytes = 0;
    try {
      await writeDurably(path, async (file) => {
        for await (const chunk of encoded.chunks) bytes += await writeWhole(file, chunk);
      });
    } catch (error) {
      throw explained(error, shown(path, context.projectDir));
    }
    context.onRecorded(() => removeOther(stem, path, context));
    return {
      storedAt: shown(path, context.projectDir),
      format: encoded.extension.slice(1),
      bytes,
      ...(encoded.rows() === undefined ? {} : { rows: encoded.rows() as number }),
      ...(encoded.details === undefined ? {} : { details: encoded.details }),
    };
  }

  async loadInput(context: InputContext): Promise<unknown> {
    const { path, extension, details } = await this.#find(context);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT")
        throw new MissingValueError(context.assetKey, shown(path, context.projectDir), context.upstreamOutput.external);
      throw explained(error, shown(path, context.projectDir));
    }
    try {
      return await decodeFile(bytes, extension, details, context);
    } catch (cause) {
      throw new Error(`[filesystem] cannot read ${shown(path, context.projectDir)}: ${(cause as Error).message}`, { cause });
    }
  }

  async preview(context: InputContext, rows: number): Promise<Preview> {
    const value = await this.loadInput({ ...context, declared: { form: "value" } });
    const isRows =
      Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
    return isRows ? { kind: "rows", rows: value.slice(0, rows) } : { kind: "value", value };
  }

  describe(context: DescribeContext): Described {
    const stored = context.materialization?.stored;
    if (stored != null) return { storedAt: stored.storedAt };
    return { storedAt: shown(this.#stem(context) + (context.declared.extension ?? ""), context.projectDir) };
  }

  async exists(context: InputContext): Promise<boolean> {
    const found = await this.#find(context).catch(() => null);
    return found !== null && (await stat(found.path).catch(() => null)) !== null;
  }

  async remove(context: InputContext): Promise<void> {
    const { path } = await this.#find(context);
    await rm(path, { force: true });
  }

  #stem(context: { readonly projectDir: string; readonly assetKey: AssetKey }): string {
    return join(resolve(context.projectDir, readSetting(this.#baseDir)), ...assetPath(context.assetKey.toString()).split("/"));
  }

  /** The file the record names; of an external asset, the only one there is. */
  async #find(context: InputContext): Promise<FoundFile> {
    const { materialization, external } = context.upstreamOutput;
    const stem = this.#stem(context);
    if (materialization?.stored != null) {
      const { storedAt, format, details = {} } = materialization.stored;
      const extension = `.${format}` as FileExtension;
      if (!EXTENSIONS.includes(extension)) throw wrongManager(context.assetKey, materialization.manager, storedAt);
      return { path: resolve(context.projectDir, storedAt), extension, details };
    }
    if (!external) throw new MissingValueError(context.assetKey, `${shown(stem, context.projectDir)}.*`, false);
    const names = await readdir(dirname(stem)).catch(() => [] as string[]);
    const found = EXTENSIONS.filter((extension) => names.includes(basename(stem) + extension));
    if (found.length === 0)
      throw new MissingValueError(
        context.assetKey,
        EXTENSIONS.map((extension) => shown(stem + extension, context.projectDir)).join(", "),
        true,
      );
    if (found.length > 1)
      throw new Error(
        `[filesystem] ${context.assetKey} could be any of ${found.map((extension) => shown(stem + extension, context.projectDir)).join(", ")}. Leave one.`,
      );
    const extension = found[0] as FileExtension;
    return { path: stem + extension, extension, details: {} };
  }
}

interface FoundFile {
  readonly path: string;
  readonly extension: FileExtension;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A disk that fills up takes a part and calls that a success; the next try says what is wrong. */
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<number> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
  return chunk.length;
}

/** Removes the file the old record named, when this manager wrote it and the form has changed. */
async function removeOther(stem: string, path: string, context: OutputContext): Promise<void> {
  const old = context.previous?.stored;
  if (old == null || context.previous?.manager !== "FilesystemIOManager") return;
  const oldPath = resolve(context.projectDir, old.storedAt);
  if (oldPath === path || !EXTENSIONS.some((extension) => oldPath === stem + extension)) return;
  await rm(oldPath, { force: true });
  await syncFolder(dirname(oldPath));
}

/** Relative to the project and `/`-separated when inside it, else absolute. */
export function shown(path: string, projectDir: string): string {
  const inside = relative(projectDir, path);
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) return path;
  return inside.split(sep).join("/");
}

function wrongManager(key: AssetKey, manager: string | null, storedAt: string): Error {
  return new Error(
    `[filesystem] ${key} was stored by ${manager ?? "another manager"} at ${storedAt}, which is no file of this manager. Materialize it again: millrace materialize ${key}`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Free some space and run again; the old value is still there.",
  EDQUOT: "the quota of this disk is used up. Free some space and run again; the old value is still there.",
  EROFS: "the disk is read-only. Choose another baseDir.",
  EACCES: "permission denied. Allow writing there, or choose another baseDir.",
  EPERM: "the system does not permit it. Allow writing there, or choose another baseDir.",
  ENOTDIR: "a part of the path is a file, not a folder. Move that file, or choose another baseDir.",
  EISDIR: "a folder of this name is in the way. Move it, or choose another baseDir.",
  ENAMETOOLONG: "the name is too long for this disk. Give the asset a shorter key.",
  EMFILE: "too many files are open. Close some, or raise the limit.",
};

function explained(error: unknown, path: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : REASONS[code];
  if (code === undefined) return error as Error;
  return new Error(`[filesystem] cannot write ${path}: ${reason ?? message}`, { cause: error });
}
