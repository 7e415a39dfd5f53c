// Assets that only executing the code can count, in the editor: one lens for their call, problems once they are known, and they run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runEventNotification } from "../../../runtime/contract/protocol.js";
import { projectFolder, type WiredServer, wiredServer } from "../../support/wired-server.js";

const ASSETS = `import { asset } from "millrace";
const made: Record<string, ReturnType<typeof table>> = {};
function table(name: string) {
  return asset({ key: \`raw/\${name}\` }, (): number[] => [name.length]);
}
for (const name of ["orders", "users"]) made[name] = table(name);
export const all = Object.values(made);
export const total = asset({ ins: { orders: { key: "raw/orders" } } }, (orders: number[]): number => orders.length);
export const wrong = asset((order: number[]): number => order.length);
`;
const CONFIG =
  'import { Definitions } from "millrace";\nimport { all, total, wrong } from "./src/assets.js";\nexport default new Definitions({ assets: [all, total, wrong] });\n';

let server: WiredServer | undefined;
afterEach(() => server?.stop());

interface Lens {
  readonly range: { readonly start: { readonly line: number } };
  readonly command: { readonly title: string; readonly command: string; readonly arguments: readonly string[] };
}

test("a call that makes two assets has one lens for both, and the name nobody has is told when it is known who there is", async () => {
  const dir = projectFolder({ "src/assets.ts": ASSETS, "millrace.config.ts": CONFIG });
  server = await wiredServer(dir, { trusted: true });
  server.open("src/assets.ts", ASSETS);
  await server.diagnostics(
    "src/assets.ts",
    (all) => all.length === 1 && all[0]?.code === "unknown-upstream" && /"order"/.test(all[0].message),
  );
  const textDocument = { uri: server.uri("src/assets.ts") };
  const lenses = (await server.connection.sendRequest("textDocument/codeLens", { textDocument })) as Lens[];
  const made = lenses.filter(({ range }) => range.start.line === 3);
  expect(made.map(({ command }) => command.title)).toEqual(["▶ Materialize 2 assets", "0 of 2 materialized"]);
  const { command, arguments: args } = (made[0] as Lens).command;
  expect(args.slice(1)).toEqual(["raw/orders", "raw/users"]);
  await server.connection.sendRequest("workspace/executeCommand", { command, arguments: args });
  await server.notification(runEventNotification, ({ event }) => event.type === "RUN_SUCCESS");
  expect(JSON.parse(readFileSync(join(dir, ".millrace/storage/raw/users.json"), "utf8"))).toEqual([5]);
});
