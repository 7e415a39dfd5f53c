// Loaded into a worker by --import: counts HTTP requests, and kills the process before the n-th of them, or right after it has left.

import { appendFileSync } from "node:fs";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";

const before = Number(process.env.KILL_BEFORE ?? Number.POSITIVE_INFINITY);
const after = Number(process.env.KILL_AFTER ?? Number.POSITIVE_INFINITY);
let count = 0;

const real = http.request;
http.request = (...args) => {
  count++;
  if (process.env.KILL_LIST !== undefined) appendFileSync(process.env.KILL_LIST, `${args[0]?.method} ${args[0]?.path}\n`);
  if (count === before) process.kill(process.pid, "SIGKILL");
  const request = real(...args);
  if (count === after) request.on("finish", () => process.kill(process.pid, "SIGKILL"));
  return request;
};
syncBuiltinESMExports();
