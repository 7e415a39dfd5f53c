// What tests use of problems.mjs.

/** The text that each file derived from the kinds of problems should have, by its path; and what is to be translated. */
export function freshProblems(): { readonly files: Readonly<Record<string, string>>; readonly missing: readonly string[] };
