// A repository with two packages, a project and a shared package, laid out on disk like by package managers.
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { repository } from "./repository.js";

/** `hoisted`: one node_modules at the root, like npm and yarn. `linked`: each package has only its own dependencies, like pnpm. */
export type Layout = "hoisted" | "linked";

const FILES = {
  "package.json": '{ "name": "acme", "private": true, "workspaces": ["packages/*"] }',
  "packages/pipeline/package.json":
    '{ "name": "@acme/pipeline", "private": true, "type": "module", "dependencies": { "millrace": "*", "@acme/shared": "*" } }',
  "packages/pipeline/tsconfig.json":
    '{ "compilerOptions": { "strict": true, "target": "ES2023", "lib": ["ES2023"], "module": "NodeNext", "types": [], "noEmit": true }, "include": ["millrace.config.ts", "src"] }',
  "packages/pipeline/millrace.config.ts": `import { Definitions } from "millrace";
import { rates } from "@acme/shared/assets";
import * as assets from "./src/assets.js";
export default new Definitions({ assets: [assets, rates] });
`,
  "packages/pipeline/src/assets.ts": `import { asset } from "millrace";
import { type Order, Status, total } from "@acme/shared";

export const orders = asset((): Order[] => [{ id: 1, price: 2, status: Status.Paid }, { id: 2, price: 3, status: Status.Open }]);
export const revenue = asset((orders: Order[], rates: Record<string, number>): number => total(orders) * (rates.NOK ?? 0));
`,
  "packages/shared/package.json":
    '{ "name": "@acme/shared", "private": true, "type": "module", "exports": { ".": "./src/index.ts", "./assets": "./src/assets.ts" }, "dependencies": { "millrace": "*", "tiny-sum": "*" } }',
  "packages/shared/src/index.ts": `export { total } from "./total.js";

/** Node's own type stripping does not support enums. */
export enum Status {
  Open = "open",
  Paid = "paid",
}

export interface Order {
  id: number;
  price: number;
  status: Status;
}
`,
  "packages/shared/src/total.ts": `import sum from "tiny-sum";
import type { Order } from "./index.js";

export const total = (orders: readonly Order[]): number => sum(orders.map(({ price }) => price));
`,
  "packages/shared/src/assets.ts": `import { asset } from "millrace";

export const rates = asset((): Record<string, number> => ({ NOK: 10 }));
`,
} as const;

const TINY = {
  "package.json":
    '{ "name": "tiny-sum", "version": "1.0.0", "type": "module", "exports": { "types": "./index.d.ts", "default": "./index.js" } }',
  "index.js": "export default (numbers) => numbers.reduce((sum, each) => sum + each, 0);\n",
  "index.d.ts": "export default function sum(numbers: readonly number[]): number;\n",
};

export interface Monorepo {
  readonly root: string;
  /** The folder of the project. */
  readonly project: string;
}

export function monorepo(layout: Layout): Monorepo {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `millrace-${layout}-`)));
  const write = (files: Readonly<Record<string, string>>, folder: string) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  const link = (path: string, target: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(relative(dirname(join(root, path)), target), join(root, path), "junction");
  };
  write(FILES, root);
  if (layout === "hoisted") {
    write({ "package-lock.json": "{}" }, root);
    write(TINY, join(root, "node_modules/tiny-sum"));
    link("node_modules/millrace", join(repository, "runtime"));
    for (const name of ["pipeline", "shared"]) link(`node_modules/@acme/${name}`, join(root, "packages", name));
    return { root, project: join(root, "packages/pipeline") };
  }
  const store = (name: string) => join(root, `node_modules/.pnpm/${name}@1.0.0/node_modules/${name}`);
  write({ "pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages:\n  - packages/*\n" }, root);
  write(TINY, store("tiny-sum"));
  link(relative(root, store("millrace")), join(repository, "runtime"));
  for (const name of ["pipeline", "shared"]) link(`packages/${name}/node_modules/millrace`, store("millrace"));
  link("packages/shared/node_modules/tiny-sum", store("tiny-sum"));
  link("packages/pipeline/node_modules/@acme/shared", join(root, "packages/shared"));
  return { root, project: join(root, "packages/pipeline") };
}
