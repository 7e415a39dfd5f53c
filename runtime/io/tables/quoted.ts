// An identifier of SQL.

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
