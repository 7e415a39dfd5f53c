// Loaded into a worker with --import: counts everything that changes the disk, and kills the process before the n-th change.
import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

const at = Number(process.env.KILL_AT ?? Number.POSITIVE_INFINITY);
const below = process.env.KILL_BELOW ?? "";
let count = 0;

function act(name) {
  count++;
  if (count === at) process.kill(process.pid, "SIGKILL");
  if (process.env.KILL_LIST !== undefined) fs.appendFileSync(process.env.KILL_LIST, `${name}\n`);
}

const concerns = (path) => String(path).startsWith(below) && !String(path).includes("/.millrace/build");

for (const name of ["rename", "rm", "mkdir", "unlink"]) {
  const real = fs.promises[name];
  fs.promises[name] = (path, ...rest) => {
    if (concerns(path)) act(`${name} ${path}`);
    return real(path, ...rest);
  };
}

const realOpen = fs.promises.open;
fs.promises.open = async (path, flags, ...rest) => {
  if (!concerns(path) || flags === "r") return realOpen(path, flags, ...rest);
  act(`open ${path}`);
  const file = await realOpen(path, flags, ...rest);
  for (const name of ["write", "writeFile", "sync", "close"]) {
    const real = file[name].bind(file);
    file[name] = (...args) => {
      act(`${name} ${path}`);
      return real(...args);
    };
  }
  return file;
};
syncBuiltinESMExports();

const require = createRequire(join(process.env.KILL_PACKAGE ?? "/", "package.json"));
const duckdb = require("@duckdb/node-api");
for (const [owner, name] of [
  [duckdb.DuckDBConnection.prototype, "run"],
  [duckdb.DuckDBConnection.prototype, "createAppender"],
  [duckdb.DuckDBAppender.prototype, "appendDataChunk"],
  [duckdb.DuckDBAppender.prototype, "closeSync"],
  [duckdb.DuckDBInstance.prototype, "closeSync"],
]) {
  const real = owner[name];
  owner[name] = function (...args) {
    act(`${name} ${typeof args[0] === "string" ? args[0].slice(0, 60) : ""}`);
    return real.apply(this, args);
  };
}
