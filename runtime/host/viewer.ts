// A child process that reads stored values of one project. It starts with the first question and ends after a time without questions.
import type { ChildProcess } from "node:child_process";
import type { LookAnswer, LookQuestion } from "../contract/value.js";
import { ProjectFailure } from "./ask.js";
import { type ChildOptions, departed, startChild } from "./child.js";

export interface Viewer {
  /** Rejects with a ProjectFailure when the project's code, or the manager, cannot answer. */
  ask(question: LookQuestion): Promise<LookAnswer>;
  /** Ends the child; open questions are rejected. */
  close(): void;
}

export interface ViewerOptions extends ChildOptions {
  /** Milliseconds without a question after which the child ends. Default: a minute. */
  readonly idleMs?: number;
}

interface Waiting {
  readonly resolve: (answer: LookAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Kills a child that does not end after it was asked to. */
const KILL_AFTER_MS = 2_000;

export function openViewer(projectDir: string, configFile: string, options: ViewerOptions = {}): Viewer {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | null = null;
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;

  function started(): ChildProcess {
    const lines: string[] = [];
    const own: ChildProcess = startChild(projectDir, { kind: "look", projectDir, configFile }, options, {
      message(message) {
        if (message.kind === "looked") settle(message.id)?.resolve(message.answer);
        else if (message.kind === "unanswered") settle(message.id)?.reject(new ProjectFailure(message.error));
        else if (message.kind === "failed") rejectAll(new ProjectFailure(message.error));
      },
      output: (stream, line) => stream === "stderr" && lines.push(line),
      gone(how) {
        if (child !== own) return;
        child = null;
        const detail = lines.length === 0 ? "" : `: ${lines.slice(-5).join(" ")}`;
        rejectAll(new Error(`the process that runs the project's code ${departed(how)}${detail}`));
      },
    });
    return own;
  }

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) idle = setTimeout(end, options.idleMs ?? 60_000).unref();
    return found;
  }

  function rejectAll(error: Error): void {
    const open = [...waiting.values()];
    waiting.clear();
    for (const { reject } of open) reject(error);
  }

  function end(): void {
    clearTimeout(idle);
    const ending = child;
    child = null;
    if (ending === null) return;
    if (ending.connected) ending.send({ kind: "cancel" }, () => undefined);
    const killing = setTimeout(() => ending.kill("SIGKILL"), KILL_AFTER_MS);
    ending.once("exit", () => clearTimeout(killing));
  }

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle);
        // If there is no worker to start, the promise rejects with the reason.
        child ??= started();
        const id = ++asked;
        waiting.set(id, { resolve, reject });
        child.send({ kind: "ask", id, question }, () => undefined);
      }),
    close() {
      end();
      rejectAll(new Error("the question was given up"));
    },
  };
}
