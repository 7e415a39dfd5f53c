#!/usr/bin/env node
// The terminal's entry: `millrace`. What V8 compiled of it is kept for the next time, where Node.js can do that (22.1 and newer).
import module from "node:module";

module.enableCompileCache?.();
await import("../dist/cli.js");
