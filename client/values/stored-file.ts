// Tells which stored values the editor can open as the files they are.

/** What VS Code shows usefully by itself; Parquet, NPY and the like go through the manager's preview. */
const readable = /\.(json|jsonl|ndjson|txt|md|csv|tsv|svg|png|jpe?g|gif|webp|html?|xml|ya?ml|toml|ts|js|sql|log)$/i;

/** The path of the file to open, `/`-separated and absolute; undefined when the address is no file the editor can show. */
export function storedFile(projectPath: string, storedAt: string): string | undefined {
  if (storedAt.includes("#") || /^[a-z][a-z0-9+.-]+:\/\//i.test(storedAt) || !readable.test(storedAt)) return undefined;
  const absolute = storedAt.startsWith("/")
    ? storedAt
    : /^[A-Za-z]:[\\/]/.test(storedAt)
      ? `/${storedAt.replaceAll("\\", "/")}`
      : undefined;
  return absolute ?? `${projectPath.replace(/\/$/, "")}/${storedAt}`;
}
