// The languages the server is asked about. The `when` clauses of package.json name the same.

export interface ServedLanguage {
  readonly language: string;
  readonly scheme: string;
}

/** In documents of these schemes. */
export function servedLanguages(schemes: readonly string[]): ServedLanguage[] {
  const languages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
  return schemes.flatMap((scheme) => languages.map((language) => ({ language, scheme })));
}
