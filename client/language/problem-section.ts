// Extracts the section about one code from the page about problems.

/** The table row of the code, then its section. Returns the whole page if the code has no section. */
export function problemSection(page: string, code: string): string {
  const lines = page.split(/\r?\n/);
  const start = lines.indexOf(`## ${code}`);
  if (start < 0) return page;
  const end = lines.findIndex((line, index) => index > start && line.startsWith("## "));
  const body = lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
  const row = lines.find((line) => line.startsWith(`| [\`${code}\`]`))?.split(" | ");
  const [, severity, means] = row ?? [];
  const meaning = severity && means ? `**${severity}**: ${means.replace(/\s*\|$/, "")}\n\n` : "";
  return `# ${code}\n\n${meaning}${body.trim()}\n`;
}
