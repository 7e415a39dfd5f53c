#!/usr/bin/env node
// The terminal's entry: `millrace`. Nothing here is newer than Node.js 14, so that an old one can say what it lacks.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Millrace needs Node.js 20.20 or newer. This is ${process.version} (${process.execPath}).`);
  process.exitCode = 2;
} else {
  // What V8 compiled is kept for the next time, where Node.js can do that (22.1 and newer).
  const { default: module } = await import("node:module");
  module.enableCompileCache?.();
  await import("../dist/cli.js");
}
