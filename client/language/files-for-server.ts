// Selects the workspace files to send to a server that cannot read files itself, within limits.
import * as l10n from "@vscode/l10n";
import type { ReadAnswer } from "../../runtime/contract/editor.js";

/** Access to files by URI. Each function rejects if the file or folder does not exist. */
export interface Readable {
  isFolder(uri: string): Promise<boolean>;
  list(uri: string): Promise<readonly { readonly uri: string; readonly isFolder: boolean }[]>;
  read(uri: string): Promise<Uint8Array>;
}

export interface Limits {
  readonly files: number;
  readonly bytes: number;
  /** The limit for one file: larger files are usually generated. */
  readonly fileBytes: number;
}

const LIMITS: Limits = { files: 5_000, bytes: 40_000_000, fileBytes: 1_000_000 };
/** How many files are read in parallel: the folder may be on a network. */
const AT_ONCE = 16;

/**
 * Reads the files at the URIs and in folders below them, except folders without sources (packages, builds, hidden folders). `roots` are the
 * folders of the workspace: only the path below a root decides whether a folder is skipped.
 */
export async function filesForServer(
  readable: Readable,
  uris: readonly string[],
  roots: readonly string[],
  limits = LIMITS,
): Promise<ReadAnswer> {
  const gone: string[] = [];
  const wanted: string[] = [];
  for (const uri of uris) {
    const isFolder = await readable.isFolder(uri).catch(() => null);
    if (isFolder === null) gone.push(uri);
    else if (PASSED_OVER.test(below(uri, roots))) continue;
    else if (isFolder) wanted.push(...(await filesBelow(readable, uri, limits.files + 1 - wanted.length)));
    else if (isSource(uri)) wanted.push(uri);
  }
  const files: { uri: string; text: string }[] = [];
  const decoder = new TextDecoder();
  let bytes = 0;
  let isCut = wanted.length > limits.files;
  const rest = wanted.slice(0, limits.files).reverse();
  const readNext = async (): Promise<void> => {
    for (let uri = rest.pop(); uri !== undefined; uri = rest.pop()) {
      const content = await readable.read(uri).catch(() => null);
      if (content === null) gone.push(uri);
      else if (content.byteLength > limits.fileBytes) continue;
      else if (bytes + content.byteLength > limits.bytes) isCut = true;
      else {
        bytes += content.byteLength;
        files.push({ uri, text: decoder.decode(content) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readNext));
  return { files, gone, leftOut: isCut ? leftOut(limits) : null };
}

/** Goes level by level from the top, so that a limit cuts the deepest files. */
async function filesBelow(readable: Readable, root: string, most: number): Promise<string[]> {
  const found: string[] = [];
  let level = [root];
  while (level.length > 0 && found.length < most) {
    const entries = (await Promise.all(level.map((folder) => readable.list(folder).catch(() => [])))).flat();
    found.push(...entries.filter(({ isFolder, uri }) => !isFolder && isSource(uri)).map(({ uri }) => uri));
    level = entries.filter(({ isFolder, uri }) => isFolder && !PASSED_OVER.test(below(uri, [root]))).map(({ uri }) => uri);
  }
  return found.slice(0, most);
}

/** The path of a URI below the innermost root that contains it. */
function below(uri: string, roots: readonly string[]): string {
  const lengths = roots.map((root) => root.replace(/\/$/, "")).flatMap((root) => (`${uri}/`.startsWith(`${root}/`) ? [root.length] : []));
  return uri.slice(Math.max(0, ...lengths));
}

/** Packages, builds and hidden folders, except the records of materializations. */
const PASSED_OVER = /\/(?:node_modules|dist|\.(?!millrace(?:\/|$))[^/]*|\.millrace\/(?!records(?:\/|$))[^/]+)(?=\/|$)/;

const isSource = (uri: string) => /\.(?:[cm]?[jt]sx?|json)$/.test(uri);

function leftOut({ files, bytes }: Limits): string {
  const megabytes = Math.round(bytes / 1e6);
  return l10n.t`Not all files were read: this window takes ${files} files and ${megabytes} MB. What the others say is unknown. Open a smaller folder, or the whole in VS Code on a machine.`;
}
