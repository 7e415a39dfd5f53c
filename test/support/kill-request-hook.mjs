// Loaded into a worker with --import: counts HTTP requests and fetches, and kills the process before the n-th of them, or directly after
// it was sent.

import { appendFileSync } from "node:fs";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";

const before = Number(process.env.KILL_BEFORE ?? Number.POSITIVE_INFINITY);
const after = Number(process.env.KILL_AFTER ?? Number.POSITIVE_INFINITY);
let count = 0;

const kill = () => process.kill(process.pid, "SIGKILL");
const begin = (method, address) => {
  count++;
  if (process.env.KILL_LIST !== undefined) appendFileSync(process.env.KILL_LIST, `${method} ${address}\n`);
  if (count === before) kill();
  return count === after;
};

const real = http.request;
http.request = (...args) => {
  const isLast = begin(args[0]?.method, args[0]?.path);
  const request = real(...args);
  if (isLast) request.on("finish", kill);
  return request;
};
syncBuiltinESMExports();

// A fetch does not report when its request was sent. When the answer begins, it was.
const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const isLast = begin(init?.method ?? input?.method ?? "GET", String(input?.url ?? input));
  const answer = await realFetch(input, init);
  if (isLast) kill();
  return answer;
};
