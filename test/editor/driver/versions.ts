// The two editors the flows run in: the newest VS Code and the oldest we promise (engines.vscode), with the Node each one needs.

export interface EditorVersion {
  readonly name: "newest" | "floor";
  /** VS Code's own version, for folders of screenshots. */
  readonly vscode: string;
  /** code-server is that VS Code's workbench with a Node extension host, from npm. */
  readonly codeServer: string;
  readonly node: string;
}

export const editorVersions: Readonly<Record<EditorVersion["name"], EditorVersion>> = {
  newest: { name: "newest", vscode: "1.139.1", codeServer: "4.139.1", node: "24.21.0" },
  floor: { name: "floor", vscode: "1.99.3", codeServer: "4.99.3", node: "20.20.2" },
};

/** The version named by the environment variable MILLRACE_EDITOR; the newest when it is not set. */
export function chosenVersion(): EditorVersion {
  const name = process.env.MILLRACE_EDITOR ?? "newest";
  if (name === "newest" || name === "floor") return editorVersions[name];
  throw new Error(`MILLRACE_EDITOR=${name}: no such editor. Say newest or floor.`);
}
