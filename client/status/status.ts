// Shows the state of Millrace in the status bar, in the language status, and in the context keys of menus.
import * as l10n from "@vscode/l10n";
import { commands, Disposable, LanguageStatusSeverity, languages, MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";
import { counted } from "../../runtime/contract/count-words.js";
import type { ServerState } from "../../runtime/contract/server-status.js";
import type { ServerConnection } from "../language/language-client.js";
import type { RunWatcher } from "../runs/run-watcher.js";
import { reasonsOf, statusText } from "./status-text.js";

const severities = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

export function showStatus(server: ServerConnection, runs: RunWatcher): Disposable {
  const item = window.createStatusBarItem("millrace.status", StatusBarAlignment.Left, 20);
  item.name = "Millrace";
  const language = languages.createLanguageStatusItem("millrace.status", server.languages);
  language.name = "Millrace";

  const update = () => {
    const { state } = server;
    const run = runs.progress;
    const document = window.activeTextEditor?.document.uri.toString() ?? null;
    const said = statusText({ state, document, run });
    item.text = said.bar;
    item.tooltip = tooltip(state, document, run);
    item.command = run ? "millrace.cancelRun" : commandOf(state);
    item.backgroundColor =
      state.kind === "stopped" || state.projects.some(({ errors, notes }) => errors > 0 || notes.length > 0)
        ? new ThemeColor("statusBarItem.warningBackground")
        : undefined;
    item.accessibilityInformation = { label: `${said.text}. ${said.detail}` };
    if (state.kind === "no-project") item.hide();
    else item.show();

    language.text = said.short === null ? said.text : `Millrace: ${said.short}`;
    language.busy = said.busy;
    language.detail = said.short === null ? said.detail : "";
    language.accessibilityInformation = item.accessibilityInformation;
    language.severity = severities[said.severity];
    language.command = { command: "millrace.showServerStatus", title: said.short === null ? l10n.t("Show server status") : l10n.t("Why?") };

    const inProject = state.projects.some((project) => document?.startsWith(`${project.uri.replace(/\/$/, "")}/`));
    void commands.executeCommand("setContext", "millrace.started", true);
    void commands.executeCommand("setContext", "millrace.active", state.projects.length > 0);
    void commands.executeCommand("setContext", "millrace.state", state.kind);
    void commands.executeCommand(
      "setContext",
      "millrace.hasAssets",
      state.projects.some(({ assets }) => assets > 0),
    );
    void commands.executeCommand("setContext", "millrace.running", run !== undefined);
    void commands.executeCommand("setContext", "millrace.inProject", inProject);
  };
  update();
  return Disposable.from(item, language, server.onState(update), runs.onChange(update), window.onDidChangeActiveTextEditor(update));
}

function commandOf({ kind }: ServerState): string {
  if (kind === "restricted") return "workbench.trust.manage";
  return kind === "stopped" ? "millrace.restartServer" : "millrace.showGraph";
}

function tooltip(state: ServerState, document: string | null, run: RunWatcher["progress"]): MarkdownString {
  const text = new MarkdownString("", true);
  const links = [
    [l10n.t("Show graph"), "millrace.showGraph"],
    [l10n.t("Show server status"), "millrace.showServerStatus"],
    [l10n.t("Show log"), "millrace.showLog"],
    ...(run ? [[l10n.t("Cancel run"), "millrace.cancelRun"]] : []),
  ] as const;
  text.isTrusted = { enabledCommands: links.map(([, command]) => command ?? "") };
  text.appendMarkdown("**Millrace**\n\n");
  if (run) text.appendText(runText(run)).appendMarkdown("\n\n");
  for (const reason of reasonsOf(state, document)) text.appendMarkdown("$(warning) ").appendText(reason).appendMarkdown("\n\n");
  for (const { name, assets, errors } of state.projects) {
    text
      .appendMarkdown("- ")
      .appendText(`${name}: ${counted(assets, "asset")}, ${counted(errors, "error")}`)
      .appendMarkdown("\n");
  }
  return text.appendMarkdown(`\n${links.map(([title, command]) => `[${title}](command:${command})`).join(" · ")}`);
}

/** How many assets the tooltip names: it has no space for more. */
const NAMED = 5;

function runText({ done, total, running }: NonNullable<RunWatcher["progress"]>): string {
  const names = running.slice(0, NAMED).join(", ");
  const now =
    running.length === 0
      ? ""
      : running.length > NAMED
        ? l10n.t`materializing ${names} and ${running.length - NAMED} more`
        : l10n.t`materializing ${names}`;
  return [l10n.t`${done} of ${total} done`, now, l10n.t("a click cancels the run")].filter((part) => part !== "").join(" · ");
}
