#!/usr/bin/env node
// The terminal's entry: `millrace`.
import "../dist/cli.js";
