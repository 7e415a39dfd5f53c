// What the status bar and the language status say: the state, the projects, the run that goes on.
import { commands, Disposable, LanguageStatusSeverity, languages, MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { ServerState } from "../runtime/contract/editor.js";
import type { ServerConnection } from "./language-client.js";
import type { RunWatcher } from "./run-watcher.js";

export function showStatus(server: ServerConnection, runs: RunWatcher): Disposable {
  const item = window.createStatusBarItem("millrace.status", StatusBarAlignment.Left, 20);
  item.name = "Millrace";
  const language = languages.createLanguageStatusItem("millrace.status", { language: "typescript", scheme: "file" });
  language.name = "Millrace";

  const update = () => {
    const { state } = server;
    const run = runs.current;
    item.text = run ? `$(sync~spin) Millrace ${run.done}/${run.total}` : label(state);
    item.tooltip = tooltip(state, run !== undefined);
    item.command = state.kind === "restricted" ? "workbench.trust.manage" : "millrace.showGraph";
    item.backgroundColor = state.projects.some((project) => project.errors > 0)
      ? new ThemeColor("statusBarItem.warningBackground")
      : undefined;
    item.accessibilityInformation = { label: `Millrace: ${run ? `${run.done} of ${run.total} assets done` : state.message}` };
    if (state.kind === "no-project") item.hide();
    else item.show();

    language.text = state.message;
    language.busy = state.kind === "starting" || run !== undefined;
    language.detail = state.projects.map((project) => project.name).join(", ");
    language.severity = state.kind === "restricted" ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    language.command = { command: "millrace.showGraph", title: "Show Graph" };

    void commands.executeCommand("setContext", "millrace.active", state.projects.length > 0);
    void commands.executeCommand("setContext", "millrace.running", run !== undefined);
    followEditor();
  };
  const followEditor = () => {
    const uri = window.activeTextEditor?.document.uri.toString() ?? "";
    const inProject = server.state.projects.some((project) => uri.startsWith(`${project.uri.replace(/\/$/, "")}/`));
    void commands.executeCommand("setContext", "millrace.inProject", inProject);
  };
  update();
  return Disposable.from(item, language, server.onState(update), runs.onChange(update), window.onDidChangeActiveTextEditor(followEditor));
}

function label(state: ServerState): string {
  switch (state.kind) {
    case "starting":
      return "$(loading~spin) Millrace";
    case "restricted":
      return "$(shield) Millrace: restricted";
    case "no-project":
      return "Millrace";
    case "ready": {
      const assets = state.projects.reduce((sum, project) => sum + project.assets, 0);
      const errors = state.projects.reduce((sum, project) => sum + project.errors, 0);
      return `$(type-hierarchy) ${assets === 1 ? "1 asset" : `${assets} assets`}${errors > 0 ? ` $(error) ${errors}` : ""}`;
    }
    default:
      return state.kind satisfies never;
  }
}

function tooltip(state: ServerState, running: boolean): MarkdownString {
  const text = new MarkdownString("", true);
  text.isTrusted = { enabledCommands: ["millrace.showGraph", "millrace.showLog", "millrace.cancelRun"] };
  text.appendMarkdown("**Millrace**  \n").appendText(state.message).appendMarkdown("\n\n");
  for (const project of state.projects) {
    text.appendMarkdown("- ").appendText(`${project.name}: ${project.assets} assets, ${project.errors} errors`).appendMarkdown("\n");
  }
  const links = ["[Show graph](command:millrace.showGraph)", "[Show log](command:millrace.showLog)"];
  if (running) links.push("[Cancel run](command:millrace.cancelRun)");
  return text.appendMarkdown(`\n${links.join(" · ")}`);
}
