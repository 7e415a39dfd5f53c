// Files with a byte order mark in the terminal: columns, edits and runs are the same as without the mark.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryProject } from "../../support/terminal.js";

const MARK = "\uFEFF";
const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with a mark": (text) => Buffer.from(MARK + text),
  "UTF-16, little end first": (text) => Buffer.from(MARK + text, "utf16le"),
  "UTF-16, big end first": (text) => Buffer.from(MARK + text, "utf16le").swap16(),
};
const CONFIG = `import { Definitions } from "millrace"; import * as raw from "./src/raw.js"; export default new Definitions({ assets: [raw] });\n`;
const RAW = `import { asset } from "millrace"; const make = (key: string) => asset({ key }, (): string => { if (key === "b") throw new Error("nö"); return key; }); export const [a, b] = ["a", "b"].map(make); export const c = asset((a: string): string => a + "ö");\n`;
const TSCONFIG = '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [] } }';

const project = () =>
  temporaryProject({ "package.json": '{ "type": "module" }', "tsconfig.json": TSCONFIG, "millrace.config.ts": CONFIG, "src/raw.ts": RAW });

test("what check, a run and a failure say is the same in every encoding", async () => {
  const said = new Map<string, string>();
  for (const [encoding, encoded] of Object.entries(encodings)) {
    const dir = project();
    const lines: string[] = [];
    const hear = async (...args: string[]) => {
      const { out, err, code } = await run(dir, args);
      lines.push(`${args[0]} ${code} ${out}${err}`);
    };
    const raw = join(dir, "src/raw.ts");
    for (const file of ["tsconfig.json", "millrace.config.ts", "src/raw.ts"])
      if (file.endsWith(".ts") || !encoding.startsWith("UTF-16"))
        writeFileSync(join(dir, file), encoded(readFileSync(join(dir, file), "utf8")));
    await hear("materialize", "c", "a");
    await hear("show", "c", "--json");
    await hear("materialize", "b");
    writeFileSync(raw, encoded(RAW.replace("(a: string)", "(aa: string)")));
    await hear("check", "--run");
    writeFileSync(raw, encoded(RAW.replace("(a: string)", "((a: string)")));
    await hear("check", "--run");
    const same = lines
      .join("\n")
      .replaceAll(dir, "")
      .replaceAll(/run \d\S+|\d+ ms|\d+\.\d+ s|just now|"(?:timestamp|runId|durationMs|codeVersion)": [^,]*/g, "…");
    said.set(encoding, same);
  }
  const [plain] = said.values();
  expect(plain).toContain('"value": "aö"');
  const broken = RAW.replace("(a: string)", "((a: string)");
  expect(plain).toContain(`src/raw.ts:1:${broken.lastIndexOf(";") + 1} error invalid-config`);
  expect(plain).toContain(`src/raw.ts:1:${broken.lastIndexOf(";") + 1}: Expected ")" but found ";"`);
  expect(plain).toContain(`src/raw.ts:1:${RAW.indexOf("new Error") + 1}`);
  for (const [encoding, text] of said) expect(text, encoding).toBe(plain);
});

test.each(Object.entries(encodings))("rename leaves a file in %s", async (_, encoded) => {
  const dir = project();
  const raw = join(dir, "src/raw.ts");
  writeFileSync(raw, encoded(RAW));
  expect(await run(dir, ["rename", "c", "count"])).toMatchObject({ code: 0 });
  expect(readFileSync(raw)).toEqual(encoded(RAW.replace("const c =", "const count =")));
});
