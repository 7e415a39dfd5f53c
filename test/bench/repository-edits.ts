// What is typed into the edited file of a generated repository.

export interface Edit {
  readonly text: string;
  /** What the assets give fits their parameters afterwards. */
  readonly fits: boolean;
  /** Says which edit it is, in the message about it. */
  readonly mark: string;
}

/** Pairs of edits: one takes something the upstream asset does not give, the next takes it back. */
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

/** Every edge into the file as an assignment that TypeScript checks: `text` is that of the file, `before` that of the file it loads from. */
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
