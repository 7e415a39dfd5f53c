// The functions of problems.mjs that tests use.

/** The correct text of each file that is derived from the kinds of problems, by path, and the titles without a translation. */
export function freshProblems(): { readonly files: Readonly<Record<string, string>>; readonly missing: readonly string[] };
