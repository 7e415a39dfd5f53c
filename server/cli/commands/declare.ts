// What a command is declared with: a file of its own, which loads what the command does when it is called.
import type { Command } from "commander";

/** Adds a command to the terminal. */
export type Declare = (terminal: Terminal) => void;

export interface Terminal {
  readonly program: Command;
  /** A command about a project: where it and its state lie. */
  ofProject(name: string): Command;
  /** The exit code of the command that was called. */
  end(code: number): void;
}

export const RUN = "run the config to ask what reading leaves open: assets made in a loop, say";

/** An option that may be given again. */
export function several(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
