// All output of commands goes through here, so that text from data, names or records cannot control the terminal or the log of a CI
// service.

/** Prints a line, or several, to standard output. */
export function print(text: string): void {
  console.log(printable(text));
}

/** Prints a line, or several, to standard error. */
export function printError(text: string): void {
  console.error(printable(text));
}

/** Prints a value as JSON over several lines. */
export function printJson(value: unknown): void {
  console.log(jsonText(value, 2));
}

/** Prints a value as JSON in one line. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${jsonText(value)}\n`);
}

/** Prints rows as a table. */
export function printTable(rows: readonly Readonly<Record<string, unknown>>[]): void {
  // `console.table` escapes control characters in cells, but not in the names of columns.
  console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [printable(name), cell]))));
}

/** JSON that contains no control character and no command of a CI service, with the same meaning. */
export function jsonText(value: unknown, space?: number): string {
  return JSON.stringify(value, null, space)
    .replace(/[\x7f-\x9f]/g, (character) => `\\u${hex(character, 4)}`)
    .replace(CI_COMMAND_WITHIN, "#\\u0023");
}

/**
 * Text with every control character escaped, except for line breaks, tabs and colours, so that a terminal only displays it. Characters
 * that change the direction of text are escaped, too, and so are lines that GitHub, Azure Pipelines or TeamCity would take for commands.
 */
export function printable(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(CONTROL, (found) => (isColour(found) ? found : [...found].map(escaped).join("")))
    .replace(CI_COMMAND, "$1\\$2")
    .replace(CI_COMMAND_WITHIN, "#\\#");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /\x1b\[[\d;:]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** Commands of GitHub Actions: `::error::`, at the beginning of a line. */
const CI_COMMAND = /^(\s*)(::)/gm;
/** Commands of Azure Pipelines, of GitHub's older form, and of TeamCity, anywhere in a line. */
const CI_COMMAND_WITHIN = /##(?=\[|vso\[|teamcity\[)/g;

/** Whether the sequence sets colours and weights. Concealed text is not allowed. */
function isColour(sequence: string): boolean {
  const codes = sequence.slice(2, -1).split(/[;:]/);
  return sequence.length > 1 && (/^[34]8$/.test(codes[0] ?? "") || !codes.some((code) => /^0*8$/.test(code)));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === "\r") return "\\r";
  // The rest of an escape sequence is plain text.
  if (code >= 0x20 && code < 0x7f) return character;
  return code < 0x100 ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}
