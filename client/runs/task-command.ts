// What a task of the type `millrace` asks for, and the command line that does it.

export interface TaskAsked {
  readonly command: "check" | "materialize";
  /** Selections in Dagster's grammar; none is everything. */
  readonly selection?: readonly string[];
  /** The project's folder in the workspace folder. */
  readonly project?: string;
}

/** tasks.json is the user's, who may write anything there. */
export function isTaskAsked(given: object): given is TaskAsked {
  const { command, selection, project } = given as Record<string, unknown>;
  const isSelection = selection === undefined || (Array.isArray(selection) && selection.every((each) => typeof each === "string"));
  return (command === "check" || command === "materialize") && isSelection && (project === undefined || typeof project === "string");
}

export function commandLine(runner: readonly string[], { command, selection = [], project }: TaskAsked): string[] {
  const where = project === undefined || project === "" ? [] : ["--project", project];
  return [...runner, command, ...(command === "materialize" ? selection : []), ...where];
}

export function taskName({ command, selection = [] }: TaskAsked, project: string | undefined): string {
  const what = command === "check" ? "check" : selection.length === 0 ? "materialize all" : `materialize ${selection.join(" ")}`;
  return project === undefined ? what : `${what} (${project})`;
}
