// A stand-in for the Hacker News API with the same routes, over the invented stories of items.json.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";

const items = JSON.parse(readFileSync(new URL("items.json", import.meta.url), "utf8"));
const byId = new Map(items.map((item) => [item.id, item]));

/** Serves on a free port of this machine; gives the address to put into HACKERNEWS_API, and a way to stop. */
export async function serveSample() {
  const server = createServer((request, response) => {
    const answer = route(request.url ?? "/");
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? null));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}/v0`, stop: () => server.close() };
}

function route(path) {
  if (path === "/v0/topstories.json") return items.map((item) => item.id);
  const id = /^\/v0\/item\/(\d+)\.json$/.exec(path)?.[1];
  return id === undefined ? undefined : (byId.get(Number(id)) ?? null);
}

if (process.argv[1] === import.meta.filename) {
  const { url } = await serveSample();
  console.log(`Serving sample stories. Use it with:\n  HACKERNEWS_API=${url} npx millrace materialize`);
}
