// What a child process may see of the parent's environment: the user's own variables, nothing of the editor's.

/** Variables of an editor or of Electron, which would change how a plain Node behaves or where it looks. */
const NOT_PASSED = [
  /^VSCODE_/i,
  /^ELECTRON_/i,
  /^CHROME_(DESKTOP|CRASHPAD_PIPE_NAME)$/,
  /^ORIGINAL_XDG_CURRENT_DESKTOP$/,
  /^APPLICATIONINSIGHTS_CONFIGURATION_CONTENT$/,
  /^NODE_CHANNEL_/,
  /^NODE_UNIQUE_ID$/,
  /^NODE_V8_COVERAGE$/,
  /^VITEST/,
  /^GDK_PIXBUF_|^GTK_(PATH|EXE_PREFIX|IM_MODULE_FILE)$/,
];

/** Two processes cannot share a debugger's port, and an editor's auto-attach loads code into every Node it starts. */
const OF_A_DEBUGGER = /--inspect|js-debug|bootloader|vscode|electron/i;

/** The environment of a child: `parent` without what belongs to the editor, then `added`. */
export function childEnv(parent: NodeJS.ProcessEnv = process.env, added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(parent)) {
    if (value === undefined || NOT_PASSED.some((pattern) => pattern.test(name))) continue;
    if (name === "NODE_OPTIONS" && OF_A_DEBUGGER.test(value)) continue;
    env[name] = value;
  }
  return { ...env, ...added };
}
