// Imports DuckDB's library, whose binary is a package for each system, processor and C library.

/** Throws an error with the name of the package when the binary for this system is not installed. */
export async function importDuckDB(): Promise<typeof import("@duckdb/node-api")> {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    throw explainImportError(error as NodeJS.ErrnoException);
  }
}

export function explainImportError(error: NodeJS.ErrnoException): Error {
  const [name, system, processor, libc] = /@duckdb\/node-bindings-([a-z0-9]+)-([a-z0-9]+)(?:-([a-z]+))?/.exec(error.message) ?? [];
  if (name === undefined) return error;
  const flags = [`--os=${system}`, `--cpu=${processor}`, ...(system === "linux" ? [`--libc=${libc ?? "glibc"}`] : [])].join(" ");
  const fault =
    error.code === "ERR_DLOPEN_FAILED"
      ? `the package ${name} cannot be loaded here: ${error.message.split("\n")[0]}`
      : `the package ${name} is not installed; it contains DuckDB for this system`;
  return new Error(
    `${fault}. node_modules was installed for another system, or without optional packages. Install it again on this system, or for it: npm install ${flags}`,
    { cause: error },
  );
}
