// A fresh copy of the test project for one test. The built millrace package is linked into it, as if it were installed.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { editorRoot } from "./install.js";

export interface ProjectCopy {
  readonly folder: string;
  path(file: string): string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Line and column from 1 of the first occurrence of `text` in a file. */
  find(file: string, text: string): { line: number; column: number };
}

export function copyProject(name: string): ProjectCopy {
  const project = emptyProject(name);
  const { folder } = project;
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.resolve("runtime"), path.join(folder, "node_modules/millrace"), "dir");
  restore(project);
  return project;
}

/** Restores the original files of a copy. The folder itself stays, because an editor has it open. */
export function restore({ folder }: ProjectCopy): void {
  for (const name of readdirSync(folder)) {
    if (name !== "node_modules") rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
  cpSync(path.resolve("test/editor/project"), folder, { recursive: true });
}

/** A new empty folder. */
export function emptyProject(name: string): ProjectCopy {
  const folder = path.join(editorRoot, "projects", name);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(folder, { recursive: true });
  const at = (file: string) => path.join(folder, file);
  const read = (file: string) => readFileSync(at(file), "utf8");
  return {
    folder,
    path: at,
    read,
    write: (file, text) => writeFileSync(at(file), text),
    find(file, text) {
      const offset = read(file).indexOf(text);
      if (offset < 0) throw new Error(`${file}: does not contain ${text}`);
      const before = read(file).slice(0, offset).split("\n");
      return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    },
  };
}

/** Appends text to a file of a copy. */
export function appended(file: string, text: string): (project: ProjectCopy) => void {
  return (project) => project.write(file, `${project.read(file)}${text}`);
}
