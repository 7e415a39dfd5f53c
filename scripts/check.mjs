// All rules of the repository in one command, in about a minute: what starts processes, servers or an editor is left to `npm test`.
import { rmSync } from "node:fs";
import { checks } from "./checks.mjs";
import { end, results } from "./stages.mjs";
import { suite } from "./suites.mjs";

rmSync(results, { recursive: true, force: true });
await checks();
await suite("unit");
end("check");
