// The languages that the server handles. The `when` clauses of package.json list the same languages.

export interface ServedLanguage {
  readonly language: string;
  readonly scheme: string;
}

/** The languages, for documents of these URI schemes. */
export function servedLanguages(schemes: readonly string[]): ServedLanguage[] {
  const languages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
  return schemes.flatMap((scheme) => languages.map((language) => ({ language, scheme })));
}
