// The guide "write your own I/O manager": its code, taken from the page, passes the suite against a real service.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Definitions, loadAssetValue, materialize } from "../../../runtime/sdk/index.js";
import { repository } from "../../support/repository.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const page = readFileSync(join(repository, "docs/write-an-io-manager.md"), "utf8");
const folder = join(import.meta.dirname, ".guide");
const values = new Map<string, Buffer>();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const key = request.url ?? "";
    if (!/^Bearer ./.test(request.headers.authorization ?? "")) return response.writeHead(401).end();
    if (request.method === "PUT") values.set(key, Buffer.concat(chunks));
    if (request.method === "DELETE") values.delete(key);
    const value = values.get(key);
    return value === undefined && request.method !== "DELETE" ? response.writeHead(404).end() : response.writeHead(200).end(value);
  });
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
process.env.KEY_VALUE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

mkdirSync(folder, { recursive: true });
for (const [, code = ""] of page.matchAll(/^```ts\n([\s\S]*?)^```/gm)) {
  const name = /^\/\/ (\S+)/.exec(code)?.[1];
  if (name === undefined) throw new Error(`a block names no file:\n${code}`);
  const here = code
    .replaceAll('"millrace/testing"', '"../../../../runtime/testing/index.js"')
    .replaceAll('"millrace"', '"../../../../runtime/sdk/index.js"');
  writeFileSync(join(folder, name.replace(".test.ts", ".suite.ts")), here);
}

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

await import(join(folder, "key-value-io-manager.suite.ts"));

test("the config of the guide materializes and loads", async () => {
  const definitions = ((await import(join(folder, "millrace.config.ts"))) as { default: Definitions }).default;
  const projectDir = await temporaryFolder();
  const result = await materialize(definitions, { projectDir });
  expect(result.materializations[0]?.stored?.storedAt).toBe(`${process.env.KEY_VALUE_URL}/numbers`);
  expect(await loadAssetValue(definitions, "numbers", { projectDir })).toEqual([1, 2, 3]);
});
