// How a command is declared: each has its own file, which loads the action when the command is called.
import type { Command } from "commander";

/** Adds a command to the terminal. */
export type Declare = (terminal: Terminal) => void;

export interface Terminal {
  readonly program: Command;
  /** A command for a project, with the options for the project and its state. */
  ofProject(name: string): Command;
  /** Sets the exit code of the command. */
  end(code: number): void;
}

export const RUN = "execute the config to find what reading leaves open, such as assets created in a loop";

/** An option that may be repeated. */
export function several(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
