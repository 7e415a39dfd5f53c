// Lists the files of the sample project in examples/bakery, and finds a free folder name for a copy.
export const sampleFiles: readonly string[] = ["package.json", "tsconfig.json", "millrace.config.ts", "src/assets.ts"];

/** The wanted name, with a number added if it is taken. Compares without case, because some file systems ignore case. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!names.has(name.toLowerCase())) return name;
  }
}
