// The user settings of every test: no first-run dialogs, no network, and the desktop's defaults where the web's differ.

export const quietSettings: Readonly<Record<string, unknown>> = {
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "git.enabled": false,
  "typescript.disableAutomaticTypeAcquisition": true,
  // One TypeScript process for each window instead of two.
  "typescript.tsserver.useSyntaxServer": "never",
  "typescript.surveys.enabled": false,
  "editor.codeLens": true,
  "editor.minimap.enabled": false,
  "editor.hover.delay": 100,
  "files.hotExit": "off",
  // VS Code for the web saves automatically after a second. The desktop does not, and tests of unsaved changes depend on that.
  "files.autoSave": "off",
  "window.restoreWindows": "none",
  // If folders are not trusted by default, they start restricted without a question.
  "security.workspace.trust.startupPrompt": "never",
};

/** Clears the window, except editors with unsaved changes. With the palette, each command would take a third of a second. */
export const clearWindow = "Control+Alt+Shift+F8";
/** Restarts our language server and opens the file dialog. */
export const startAnew = "Control+Alt+Shift+F9";

const several = (key: string, commands: readonly string[]) => ({
  key: key.replace("Control", "ctrl").toLowerCase(),
  command: "runCommands",
  args: { commands },
});

/** Keybindings for actions that are not part of what is tested. */
export const keybindings = [
  several(clearWindow, [
    "notifications.clearAll",
    "workbench.action.closePanel",
    "workbench.view.explorer",
    "workbench.action.closeAllEditors",
  ]),
  several(startAnew, ["millrace.restartServer", "workbench.action.quickOpen"]),
];

/** Built-in extensions that take seconds to activate and that no test needs. */
export const skippedExtensions = [
  "vscode.git",
  "vscode.git-base",
  "vscode.github",
  "vscode.github-authentication",
  "vscode.microsoft-authentication",
  "GitHub.copilot-chat",
  "vscode.emmet",
  "vscode.npm",
  "vscode.merge-conflict",
  "vscode.debug-auto-launch",
  "vscode.debug-server-ready",
  "vscode.extension-editing",
  "vscode.grunt",
  "vscode.gulp",
  "vscode.jake",
  "vscode.ipynb",
  "vscode.tunnel-forwarding",
  "ms-vscode.js-debug",
  "ms-vscode.js-debug-companion",
  "ms-vscode.vscode-js-profile-table",
  "vscode.terminal-suggest",
];
