// A process that stores once in PostgreSQL, and is killed before its n-th write to the server.
import { Socket } from "node:net";
import { PostgresIOManager } from "../../runtime/io/postgres/manager.js";
import { outputContext } from "./manager-contexts.js";

const { CONNECTION = "", PORT, KILL_AT = "0", FORM, ROWS = "1" } = process.env;
let writes = 0;
const write = Socket.prototype.write;
Socket.prototype.write = function (this: Socket, ...args: Parameters<typeof write>) {
  if (String(this.remotePort) === PORT && ++writes === Number(KILL_AT)) process.kill(process.pid, "SIGKILL");
  return write.apply(this, args);
} as typeof write;

const rows = Array.from({ length: Number(ROWS) }, (_, at) => ({ at, version: 2, text: "y".repeat(100) }));

async function* batches() {
  for (let at = 0; at < rows.length; at += 1000) yield rows.slice(at, at + 1000);
}

const manager = new PostgresIOManager({ connection: CONNECTION });
await manager.handleOutput(outputContext("t"), FORM === "batches" ? batches() : rows);
process.send?.(writes);
process.disconnect?.();
