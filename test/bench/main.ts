// Runs all measurements. Ratios are relative to the baseline of the same run. Usage: npm run bench [analysis|cli|editor|graph|language|…]
const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  analysis: () => import("./analysis.js"),
  cli: () => import("./cli.js"),
  editor: () => import("./editor.js"),
  graph: () => import("./graph.js"),
  language: () => import("./language.js"),
  runtime: () => import("./runtime.js"),
  storage: () => import("./storage.js"),
  stream: () => import("./stream.js"),
  values: () => import("./values.js"),
};
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  const part = parts[name];
  if (part === undefined) throw new Error(`${name}: no such measurement. Known: ${Object.keys(parts).join(", ")}.`);
  await part();
}

export {};
