// The terminal's entry refuses every Node.js version that package.json does not support.
import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import semver from "semver";
import { expect, test } from "vitest";
import { repository } from "../../support/repository.js";

const runtime = path.join(repository, "runtime");
const { engines } = JSON.parse(readFileSync(path.join(runtime, "package.json"), "utf8")) as { engines: { node: string } };
const code = readFileSync(path.join(runtime, "bin/millrace.js"), "utf8").replace(/^#!.*/, "");

test.each(["14.21.3", "18.20.8", "20.9.0", "20.19.9", "20.20.0", "21.0.0", "22.1.0", "26.0.0"])("Node.js %s", async (version) => {
  const lines: string[] = [];
  const process = { versions: { node: version }, version: `v${version}`, execPath: "/usr/bin/node", exitCode: 0 };
  const loaded: string[] = [];
  // `import` in a script with a separate context would load the real command.
  const script = code.replaceAll("import(", "load(");
  const load = async (specifier: string) => {
    loaded.push(specifier);
    return { default: {} };
  };
  await vm.runInNewContext(`(async () => {${script}})()`, { process, load, console: { error: (line: string) => lines.push(line) } });
  if (semver.satisfies(version, engines.node)) {
    expect({ lines, loaded, code: process.exitCode }).toEqual({ lines: [], loaded: ["node:module", "../dist/cli.js"], code: 0 });
  } else {
    expect({ lines, loaded, code: process.exitCode }).toEqual({
      lines: [`Millrace needs Node.js ${engines.node.replace(/^>=|\.0$/g, "")} or newer. This is v${version} (/usr/bin/node).`],
      loaded: [],
      code: 2,
    });
  }
});
