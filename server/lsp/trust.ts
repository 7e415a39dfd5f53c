// Whether the code of a project may run: as the client says. If it does not say, the user is asked, once for each project and session.
import * as l10n from "@vscode/l10n";
import { type Connection, MessageType, ShowMessageNotification } from "vscode-languageserver";
import type { Project } from "../analysis/index.js";

export interface Trust {
  /** Sets what the client says for all projects. Null if it does not say. Returns true if that changed. */
  configure(said: boolean | null): boolean;
  /** Whether the client says that the code of all projects may run. */
  isSaid(): boolean;
  /** Asks the user if it is not decided yet for the project. */
  allows(project: Project): Promise<boolean>;
  /** Why its code does not run, as a label and as a sentence. Null if it may, or if the user has not been asked yet. */
  refusal(project: Project): { readonly label: string; readonly reason: string } | null;
}

export interface TrustOptions {
  readonly connection: Connection;
  /** The user answered, or cannot be asked. */
  readonly answered: (project: Project) => void;
}

/** `unknown`: the client neither says it nor can ask the user. */
type Answer = "yes" | "no" | "unknown";

export function createTrust({ connection, answered }: TrustOptions): Trust {
  let said: boolean | null = null;
  const answers = new Map<string, Answer>();
  const asking = new Map<string, Promise<Answer>>();

  async function ask(project: Project): Promise<Answer> {
    const run = { title: l10n.t("Run Code of This Project") };
    const question = l10n.t`${project.dir}: materializing, previews and loading the config run this project's code. Allow it only if you trust its authors.`;
    try {
      const chosen = await connection.window.showWarningMessage(question, run, { title: l10n.t("Not now") });
      return chosen?.title === run.title ? "yes" : "no";
    } catch {
      // The client does not support this question.
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: reasonOf("unknown") });
      return "unknown";
    }
  }

  function askOnce(project: Project): Promise<Answer> {
    const known = asking.get(project.dir);
    if (known) return known;
    const made = ask(project).then((answer) => {
      answers.set(project.dir, answer);
      answered(project);
      return answer;
    });
    asking.set(project.dir, made);
    return made;
  }

  return {
    configure(next) {
      const before = said;
      said = next;
      return before !== next;
    },
    isSaid: () => said === true,
    async allows(project) {
      if (said !== null) return said;
      const answer = await askOnce(project);
      // The client may have decided meanwhile.
      return said ?? answer === "yes";
    },
    refusal(project) {
      if (said === true) return null;
      if (said === false) return { label: l10n.t("Restricted Mode"), reason: restricted() };
      const answer = answers.get(project.dir) ?? "yes";
      return answer === "yes" ? null : { label: l10n.t("Not allowed"), reason: reasonOf(answer) };
    },
  };
}

const restricted = () =>
  l10n.t("Millrace runs nothing in Restricted Mode, because materializing runs this folder's code. Trust the workspace to materialize.");

function reasonOf(answer: "no" | "unknown"): string {
  return answer === "no"
    ? l10n.t(
        "This project's code does not run, as you chose. Restart the language server to be asked again, or give it `trusted: true` in its initializationOptions.",
      )
    : l10n.t(
        "This project's code does not run, because the editor does not say that it may. Give the language server `trusted: true` in its initializationOptions if you trust who wrote the code.",
      );
}
