// The languages the server is asked about. The `when` clauses of package.json name the same.

export const servedLanguages = ["typescript", "typescriptreact", "javascript", "javascriptreact"].map((language) => ({
  language,
  scheme: "file",
}));
