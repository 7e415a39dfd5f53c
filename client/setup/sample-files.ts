// Which files are the sample project, below examples/bakery, and under which name a copy of it goes.
export const sampleFiles: readonly string[] = ["package.json", "tsconfig.json", "millrace.config.ts", "src/assets.ts"];

/** The name, or with a number behind it where the folder has it already. Some disks do not tell cases apart. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!names.has(name.toLowerCase())) return name;
  }
}
