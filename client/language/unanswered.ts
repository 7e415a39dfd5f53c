// The error for a null answer to a request that always has an answer: the server failed.
import * as l10n from "@vscode/l10n";

export const unanswered = () => new Error(l10n.t("The language server could not answer; the log says why."));
