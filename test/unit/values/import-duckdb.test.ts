// DuckDB's binary for this system is missing: the message names the package, and how to install it.
import { expect, test } from "vitest";
import { explainImportError } from "../../../runtime/io/duckdb/import-library.js";

const failed = (message: string, code: string) => Object.assign(new Error(message), { code });

test("it is not installed", () => {
  const { message } = explainImportError(
    failed("Cannot find module '@duckdb/node-bindings-linux-x64-musl/duckdb.node'\nRequire stack:\n- a", "MODULE_NOT_FOUND"),
  );
  expect(message).toBe(
    "the package @duckdb/node-bindings-linux-x64-musl is not installed; it contains DuckDB for this system. node_modules was installed for another system, or without optional packages. Install it again on this system, or for it: npm install --os=linux --cpu=x64 --libc=musl",
  );
  expect(
    explainImportError(failed("Cannot find module '@duckdb/node-bindings-win32-arm64/duckdb.node'", "MODULE_NOT_FOUND")).message,
  ).toMatch(/npm install --os=win32 --cpu=arm64$/);
});

test("it is that of another C library", () => {
  const { message } = explainImportError(
    failed(
      "/app/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so: ld-linux-x86-64.so.2: cannot open shared object file",
      "ERR_DLOPEN_FAILED",
    ),
  );
  expect(message).toContain("@duckdb/node-bindings-linux-x64 cannot be loaded here: ");
  expect(message).toMatch(/--libc=glibc$/);
});

test("what else fails is told as it is", () => {
  const error = failed("Cannot find package 'x'", "ERR_MODULE_NOT_FOUND");
  expect(explainImportError(error)).toBe(error);
});
