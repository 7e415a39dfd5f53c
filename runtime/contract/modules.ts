// The targets of imports, as analysis resolved them. The bundler uses the same files.

/**
 * File → specifier → file. Config files of TypeScript are listed as files without imports. Paths are relative to the project when inside
 * it, otherwise absolute, with `/`.
 */
export type ModuleTable = Readonly<Record<string, Readonly<Record<string, string>>>>;
