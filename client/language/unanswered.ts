// The error for null where a request has an answer in any case: the server failed.
import * as l10n from "@vscode/l10n";

export const unanswered = () => new Error(l10n.t("The language server could not answer; the log says why."));
