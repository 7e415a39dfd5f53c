// A process that stores once in the test double of Redshift, and is killed before its n-th write to the server or to S3.
import { Socket } from "node:net";
import { openObjectStore } from "../../runtime/io/object-store/open-store.js";
import { RedshiftIOManager } from "../../runtime/io/redshift/manager.js";
import { outputContext } from "./manager-contexts.js";
import { redshiftDouble } from "./redshift-double.js";

const { CONNECTION: connection = "", STAGING: staging = "", STORE = "{}", KILL_AT = "0" } = process.env;
let writes = 0;
const write = Socket.prototype.write;
Socket.prototype.write = function (this: Socket, ...args: Parameters<typeof write>) {
  if (this.remotePort !== undefined && ++writes === Number(KILL_AT)) process.kill(process.pid, "SIGKILL");
  return write.apply(this, args);
} as typeof write;

const store = JSON.parse(STORE) as object;
const bucket = await openObjectStore(staging.replace(/^(s3:\/\/[^/]+).*$/, "$1"), store);
const connect = redshiftDouble({ connection, bucket });
const manager = new RedshiftIOManager({ connection, staging, iamRole: "default", store, connect });
await manager.handleOutput(
  outputContext("t"),
  Array.from({ length: 2000 }, (_, at) => ({ at, version: 2 })),
);
process.send?.(writes);
process.disconnect?.();
