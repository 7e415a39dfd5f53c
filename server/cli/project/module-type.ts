// Checks whether an existing package.json declares ES modules, and offers to add that.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { encodedAs, readSourceSync } from "../../../runtime/disk/source-text.js";

/** A message about a package.json. Null if nothing is wrong. A user at a terminal is asked whether to change it. */
export async function settleModuleType(
  path: string,
  ask: ((question: string) => Promise<boolean>) | null = askAtTerminal(),
): Promise<string | null> {
  const text = readSourceSync(path);
  const type = typeIn(text);
  if (type === "module" || type === null) return null;
  const missing = type === undefined ? 'package.json has no "type": "module"' : `package.json says "type": ${JSON.stringify(type)}`;
  const remedy = `${missing}, and millrace.config.ts and src/assets.ts are ES modules. Write "type": "module" into it.`;
  if (type !== undefined || ask === null || !(await ask(`${missing}, which ES modules need. Write it? [Y/n] `))) return remedy;
  writeFileSync(path, encodedAs(readFileSync(path), withModuleType(text)));
  return 'wrote "type": "module" into package.json';
}

/** Undefined if it has no type. Null if it cannot be read. */
function typeIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly type?: unknown }).type;
  } catch {
    return null;
  }
}

/** The same text with one line added. */
export function withModuleType(text: string): string {
  const indent = /^\s*\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";
  const isEmpty = /^\s*\{\s*\}/.test(text);
  return isEmpty ? '{\n  "type": "module"\n}\n' : text.replace(/^\s*\{/, `{\n${indent}"type": "module",`);
}

function askAtTerminal(): ((question: string) => Promise<boolean>) | null {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return null;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return !/^n/i.test((await terminal.question(question)).trim());
    } finally {
      terminal.close();
    }
  };
}
