// The two editors of the tests: the newest VS Code and the oldest supported one (engines.vscode), with the Node that each one needs.

export interface EditorVersion {
  readonly name: "newest" | "floor";
  /** VS Code's version, for the screenshot folders. */
  readonly vscode: string;
  /** The version of the code-server npm package that contains this VS Code. */
  readonly codeServer: string;
  readonly node: string;
}

export const editorVersions: Readonly<Record<EditorVersion["name"], EditorVersion>> = {
  newest: { name: "newest", vscode: "1.139.1", codeServer: "4.139.1", node: "24.21.0" },
  floor: { name: "floor", vscode: "1.99.3", codeServer: "4.99.3", node: "20.20.2" },
};

/** The version that the environment variable MILLRACE_EDITOR names. The newest if it is not set. */
export function chosenVersion(): EditorVersion {
  const name = process.env.MILLRACE_EDITOR ?? "newest";
  if (name === "newest" || name === "floor") return editorVersions[name];
  throw new Error(`MILLRACE_EDITOR=${name}: no such editor. Say newest or floor.`);
}
