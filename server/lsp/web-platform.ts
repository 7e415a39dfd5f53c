// The platform for a worker of a browser: copies of files that the client reads for it, the declarations of `millrace` built in, no runs.
import type { Connection } from "vscode-languageserver";
import { ask, readRequest } from "../../runtime/contract/protocol.js";
import type { Platform } from "./platform.js";
import { createSnapshot } from "./snapshot.js";
import { webAddresses } from "./web-addresses.js";
import { cannotSetUp, noHistory, noOtherRuns, noRuns } from "./without-node.js";

export interface WebPlatformOptions {
  readonly version: string;
  /** The declarations of the package `millrace`: texts by their path in it. */
  readonly declarations: Readonly<Record<string, string>>;
}

/** Above every folder of the workspace, so that an installed package comes first. */
const PACKAGE = "/node_modules/millrace";

export function webPlatform(connection: Connection, { version, declarations }: WebPlatformOptions): Platform {
  const snapshot = createSnapshot();
  for (const [name, text] of Object.entries(declarations)) snapshot.set(`${PACKAGE}/${name}`, text);
  let turn: Promise<void> = Promise.resolve();
  let leftOut: string | null = null;

  async function read(uris: readonly string[]): Promise<void> {
    if (uris.length === 0) return;
    const answer = await ask(connection, readRequest, { uris });
    for (const uri of answer.gone) snapshot.remove(webAddresses.path(uri).replace(/\/$/, ""));
    for (const { uri, text } of answer.files) snapshot.set(webAddresses.path(uri), text);
    leftOut = answer.leftOut ?? leftOut;
  }

  const failed = (error: unknown) => connection.console.error(`reading files: ${error instanceof Error ? error.stack : error}`);

  return {
    ...webAddresses,
    files: snapshot.files,
    version,
    process: () => null,
    bring(uris, act) {
      turn = turn
        .then(() => read(uris))
        .then(act)
        .catch(failed);
    },
    note: () => leftOut,
    words: () => null,
    // The client shows its own copy of the page.
    about: (code) => `millrace-problem:/${code}.md`,
    nativeTypeScript: null,
    keptFacts: null,
    runs: noRuns,
    otherRuns: noOtherRuns,
    history: noHistory,
    watchState: () => () => undefined,
    setUp() {
      throw new Error(cannotSetUp());
    },
    prepareInstall() {
      throw new Error(cannotSetUp());
    },
  };
}
