// The environment of child processes: the variables of the parent without those of the editor.

/** Variables of an editor or of Electron that would change how Node behaves or where it looks for files. */
const NOT_PASSED = [
  /^VSCODE_/i,
  /^ELECTRON_/i,
  /^CHROME_(DESKTOP|CRASHPAD_PIPE_NAME)$/,
  /^ORIGINAL_XDG_CURRENT_DESKTOP$/,
  /^APPLICATIONINSIGHTS_CONFIGURATION_CONTENT$/,
  /^NODE_CHANNEL_/,
  /^NODE_UNIQUE_ID$/,
  /^VITEST/,
  /^GDK_PIXBUF_|^GTK_(PATH|EXE_PREFIX|IM_MODULE_FILE)$/,
];

/** Files that an editor's auto-attach loads into every started Node process. */
const OF_AUTO_ATTACH = /js-debug|[\\/]bootloader/;
const LOADS = /^(-r|--require|--import)(=|$)/;
/** Options whose value may be the next word. */
const VALUE_FOLLOWS = /^(-r|--require|--import|--inspect-port|--debug-port|--inspect-publish-uid)$/;

/** The environment of a child: `parent` without the editor's variables, plus `added`. */
export function childEnv(parent: NodeJS.ProcessEnv = process.env, added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(parent)) {
    if (value === undefined || NOT_PASSED.some((pattern) => pattern.test(name))) continue;
    env[name] = value;
  }
  const options = withoutDebugger(env.NODE_OPTIONS ?? "");
  if (options === "") delete env.NODE_OPTIONS;
  else env.NODE_OPTIONS = options;
  return { ...env, ...added };
}

/** NODE_OPTIONS without debugger options, because two processes cannot use the same port. */
function withoutDebugger(options: string): string {
  const words = options.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const option = VALUE_FOLLOWS.test(word) && at + 1 < words.length ? [word, words[++at] as string] : [word];
    const isOfDebugger = /^--(inspect|debug-port)/.test(word) || (LOADS.test(word) && OF_AUTO_ATTACH.test(option.join(" ")));
    if (!isOfDebugger) kept.push(...option);
  }
  return kept.join(" ");
}
