// Checks all rules of the repository in about a minute. Tests that start processes, servers or an editor are part of `npm test`.
import { rmSync } from "node:fs";
import { checks } from "./checks.mjs";
import { end, results } from "./stages.mjs";
import { suite } from "./suites.mjs";

rmSync(results, { recursive: true, force: true });
await checks();
await suite("unit");
end("check");
