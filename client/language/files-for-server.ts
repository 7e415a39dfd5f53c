// Which files of the workspace a server gets that cannot read by itself, and how much of them.
import * as l10n from "@vscode/l10n";
import type { ReadAnswer } from "../../runtime/contract/editor.js";

/** Files by their URIs; each rejects where there is no such file or folder. */
export interface Readable {
  isFolder(uri: string): Promise<boolean>;
  list(uri: string): Promise<readonly { readonly uri: string; readonly isFolder: boolean }[]>;
  read(uri: string): Promise<Uint8Array>;
}

export interface Limits {
  readonly files: number;
  readonly bytes: number;
  /** Of one file: larger ones are made by machines. */
  readonly fileBytes: number;
}

const LIMITS: Limits = { files: 5_000, bytes: 40_000_000, fileBytes: 1_000_000 };
/** Read at the same time: a folder may lie behind a network. */
const AT_ONCE = 16;

/**
 * What lies at the URIs, and in folders below them; what no source names (packages, builds, hidden folders) is passed over. `roots` are
 * the folders of the workspace: what they are called themselves says nothing of what lies in them.
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

/** Folder by folder, the upper ones first: what is cut lies deep. */
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

/** What comes after the innermost of the folders that hold a URI. */
function below(uri: string, roots: readonly string[]): string {
  const lengths = roots.map((root) => root.replace(/\/$/, "")).flatMap((root) => (`${uri}/`.startsWith(`${root}/`) ? [root.length] : []));
  return uri.slice(Math.max(0, ...lengths));
}

/** Packages, builds and hidden folders, but for the records of what was materialized. */
const PASSED_OVER = /\/(?:node_modules|dist|\.(?!millrace(?:\/|$))[^/]*|\.millrace\/(?!records(?:\/|$))[^/]+)(?=\/|$)/;

const isSource = (uri: string) => /\.(?:[cm]?[jt]sx?|json)$/.test(uri);

function leftOut({ files, bytes }: Limits): string {
  const megabytes = Math.round(bytes / 1e6);
  return l10n.t`Not all files were read: this window takes ${files} files and ${megabytes} MB. What the others say is unknown. Open a smaller folder, or the whole in VS Code on a machine.`;
}
