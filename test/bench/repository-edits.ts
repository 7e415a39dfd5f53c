// The edits in the edited file of a generated repository.

export interface Edit {
  readonly text: string;
  /** Whether the assets' results fit their parameters after the edit. */
  readonly fits: boolean;
  /** Identifies the edit in the message about it. */
  readonly mark: string;
}

/** Pairs of edits: one uses something that the upstream asset does not return, the next reverts it. */
export function mismatching(text: string, rounds: number): Edit[] {
  return Array.from({ length: rounds }, (_, round) => {
    const mark = `missing_${round}`;
    const wrong = text.replace(/RowWith<(Model\d+)>\[\]/, `(RowWith<$1> & { ${mark}: string })[]`);
    return [
      { text: wrong, fits: false, mark },
      { text, fits: true, mark },
    ];
  }).flat();
}

/** Every edge into the file as an assignment that TypeScript checks. `text` is the file's text, `before` the text of the upstream file. */
export function probeOf(text: string): string {
  const names = [...text.matchAll(/export const (rows_\d+) = asset\(async \((rows_\d+)/g)].map(([, to = "", from = ""]) => ({ to, from }));
  return [
    'import type { StoredValue } from "millrace";',
    ...names.map(({ to, from }, at) => {
      const given = `StoredValue<(typeof import("./assets/BEFORE.js"))["${from}"]>`;
      return `declare const stored${at}: ${given}; export const taken${at}: Parameters<(typeof import("./assets/EDITED.js"))["${to}"]>[0] = stored${at};`;
    }),
  ].join("\n");
}
