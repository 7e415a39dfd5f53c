// The services that request handlers receive.
import type { ClientSettings, PrepareAnswer, SetUpAnswer } from "../../runtime/contract/editor.js";
import type { PackageManager } from "../../runtime/contract/package-manager.js";
import type { Problem } from "../../runtime/contract/problem.js";
import type { ServerStatus } from "../../runtime/contract/server-status.js";
import type { Project, Workspace } from "../analysis/index.js";
import type { ClientAbilities } from "./abilities.js";
import type { Documents, LspPosition } from "./documents.js";
import type { LensSettings } from "./lens-settings.js";
import type { Renames } from "./renames.js";
import type { RunHistory } from "./run-history.js";
import type { Runs } from "./runs.js";
import type { SlowRequests } from "./slow-requests.js";
import type { Statuses } from "./statuses.js";
import type { Viewers } from "./viewers.js";

export interface Served {
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly runs: Runs;
  readonly history: RunHistory;
  readonly viewers: Viewers;
  readonly renames: Renames;
  readonly slow: SlowRequests;
  /** Creates a project in the folder of a URI. Throws an error with a message for the user. */
  setUp(folder: string): SetUpAnswer;
  prepareInstall(folder: string, manager: PackageManager): PrepareAnswer;
  /** The status of the server. */
  status(): Promise<ServerStatus>;
  statusesOf(project: Project): Statuses;
  uriOf(project: Project): string;
  /** The project in the folder of this URI, which may end with a slash. */
  projectNamed(uri: string): Project | null;
  problemsOf(project: Project): readonly Problem[];
  /** Whether the client has a debugger, and implements the commands of lenses and of links in hovers. */
  clientCommands(): boolean;
  /** What the client supports. */
  client(): ClientAbilities;
  configure(settings: ClientSettings): void;
  /** The client's settings for code lenses. */
  readonly lenses: LensSettings;
}

/** A position in a document, as most requests give it. */
export interface At {
  readonly textDocument: { readonly uri: string };
  readonly position: LspPosition;
}
