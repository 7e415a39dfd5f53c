// Where imports lead, as analysis read them: the bundler takes the same files.

/** File → specifier → file; the configs of TypeScript are files that import nothing. Paths are relative to the project where they lie in it, else absolute, with `/`. */
export type ModuleTable = Readonly<Record<string, Readonly<Record<string, string>>>>;
