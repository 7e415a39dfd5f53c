// The definition of a `millrace` task, and its command line.

export interface TaskAsked {
  readonly command: "check" | "materialize";
  /** Selections in Dagster's grammar. If omitted, everything is selected. */
  readonly selection?: readonly string[];
  /** The project's folder, relative to the workspace folder. */
  readonly project?: string;
}

/** Validates the task, because the user may write anything in tasks.json. */
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
