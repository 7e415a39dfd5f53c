// Decides which stored values the editor can open as files.

/** Formats that VS Code shows well. Parquet, NPY and similar formats use the I/O manager's preview. */
const readable = /\.(json|jsonl|ndjson|txt|md|csv|tsv|svg|png|jpe?g|gif|webp|html?|xml|ya?ml|toml|ts|js|sql|log)$/i;

/** The absolute path of the file, with `/` as separator; undefined if the address is not a file that the editor can show. */
export function storedFile(projectPath: string, storedAt: string): string | undefined {
  if (storedAt.includes("#") || /^[a-z][a-z0-9+.-]+:\/\//i.test(storedAt) || !readable.test(storedAt)) return undefined;
  const absolute = storedAt.startsWith("/")
    ? storedAt
    : /^[A-Za-z]:[\\/]/.test(storedAt)
      ? `/${storedAt.replaceAll("\\", "/")}`
      : undefined;
  return absolute ?? `${projectPath.replace(/\/$/, "")}/${storedAt}`;
}
