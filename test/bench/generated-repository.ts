// Generates a monorepo: thousands of files with expensive types, and a data project that imports them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const MODELS = 1_400;
const SERVICES = 800;
const PER_FILE = 3;

export interface GeneratedRepository {
  /** The folder of the data project. */
  readonly dir: string;
  readonly assets: number;
  /** The number of files in the repository, without declarations of packages. */
  readonly files: number;
  /** The edited file, relative to `dir`. Its assets load those of the previous file. */
  readonly edited: string;
  /** The file that the edited file loads from. */
  readonly before: string;
  remove(): void;
}

/** 2,200 files: models of an ORM, services that use them, and `assets` assets that return rows of the models. */
export function generateRepository(assets: number): GeneratedRepository {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "millrace-repository-")));
  let files = 0;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    if (file.endsWith(".ts")) files++;
  };
  write("package.json", '{ "private": true, "type": "module" }\n');
  write("models/orm.ts", ORM);
  for (let at = 0; at < MODELS; at++) write(`models/model${at}.ts`, modelFile(at));
  write("models/index.ts", Array.from({ length: MODELS }, (_, at) => `export * from "./model${at}.js";\n`).join(""));
  for (let at = 0; at < SERVICES; at++) write(`services/service${at}.ts`, serviceFile(at));
  const dir = join(root, "pipelines");
  const count = Math.ceil(assets / PER_FILE);
  for (let at = 0; at < count; at++) write(`pipelines/assets/file${at}.ts`, assetFile(at));
  write(
    "pipelines/millrace.config.ts",
    'import { assetsFrom, Definitions } from "millrace";\nexport default new Definitions({ assets: assetsFrom("./assets") });\n',
  );
  write("pipelines/package.json", '{ "type": "module" }\n');
  write(
    "pipelines/tsconfig.json",
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [], "skipLibCheck": true }, "include": ["**/*.ts", "../models/*.ts", "../services/*.ts"] }\n',
  );
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(resolve("runtime"), join(dir, "node_modules/millrace"));
  symlinkSync(resolve("node_modules/typescript-7"), join(dir, "node_modules/typescript"));
  const middle = Math.max(1, Math.floor(count / 2));
  return {
    dir,
    assets: count * PER_FILE,
    files,
    edited: `assets/file${middle}.ts`,
    before: `assets/file${middle - 1}.ts`,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Typical for TypeScript ORMs: attributes inferred from a class by mapped and conditional types, and includes that follow associations. */
const ORM = `declare const optional: unique symbol;
declare const association: unique symbol;
export type Optional<T> = T & { [optional]?: true };
export type Association<T> = T & { [association]?: true };
type IsOptional<T> = typeof optional extends keyof NonNullable<T> ? true : undefined extends T ? true : false;
type IsAssociation<T> = typeof association extends keyof NonNullable<T> ? true : false;
type AttributeNames<M> = { [K in keyof M]-?: M[K] extends (...of: never[]) => unknown ? never : IsAssociation<M[K]> extends true ? never : K }[keyof M];
type AssociationNames<M> = { [K in keyof M]-?: IsAssociation<M[K]> extends true ? K : never }[keyof M];
type Plain<T> = T extends Date ? string : T extends readonly (infer E)[] ? Plain<E>[] : T extends object ? { [K in keyof T as K extends symbol ? never : K]: Plain<T[K]> } : T;
export type InferAttributes<M> = { [K in Exclude<AttributeNames<M>, keyof Model>]: M[K] };
export type InferCreation<M> = { [K in keyof InferAttributes<M> as IsOptional<InferAttributes<M>[K]> extends true ? never : K]: InferAttributes<M>[K] } &
  { [K in keyof InferAttributes<M> as IsOptional<InferAttributes<M>[K]> extends true ? K : never]?: InferAttributes<M>[K] };
export type Where<A> = { [K in keyof A]?: A[K] | { in: A[K][] } | { not: Where<A>[K] } } & { and?: Where<A>[]; or?: Where<A>[] };
type Target<T> = NonNullable<T> extends readonly (infer E)[] ? E : NonNullable<T>;
export type Include<M> = { [K in AssociationNames<M>]?: true | { where?: Where<InferAttributes<Target<M[K]>>>; include?: Include<Target<M[K]>> } };
export type Row<M> = { [K in keyof InferAttributes<M>]: Plain<InferAttributes<M>[K]> };
export type RowWith<M, Depth extends 0[] = [0, 0]> = Depth extends [0, ...infer Rest extends 0[]]
  ? Row<M> & { [K in AssociationNames<M>]?: NonNullable<M[K]> extends readonly (infer E)[] ? RowWith<E, Rest>[] : RowWith<NonNullable<M[K]>, Rest> }
  : Row<M>;
export declare class Model {
  save(): Promise<this>;
  reload(): Promise<this>;
  static findAll<M extends Model>(this: new () => M, options?: { where?: Where<InferAttributes<M>>; include?: Include<M>; limit?: number }): Promise<M[]>;
  static rows<M extends Model>(this: new () => M, options?: { where?: Where<InferAttributes<M>>; include?: Include<M> }): Promise<RowWith<M>[]>;
  static create<M extends Model>(this: new () => M, values: InferCreation<M>): Promise<M>;
}
`;

function modelFile(at: number): string {
  const to = (step: number) => (at + step * 13 + 1) % MODELS;
  const targets = [...new Set([to(1), to(2), to(5), to(11)])].filter((each) => each !== at);
  const [parent = 0, ...others] = targets;
  return [
    'import { type Association, Model, type Optional } from "./orm.js";',
    `import type { ${targets.map((each) => `Model${each}`).join(", ")} } from "./index.js";`,
    `export class Model${at} extends Model {`,
    "  declare id: Optional<number>;",
    "  declare createdAt: Optional<Date>;",
    `  declare kind: ${Array.from({ length: 8 }, (_, kind) => `"kind${kind}_${at}"`).join(" | ")};`,
    "  declare settings: { theme: 'light' | 'dark'; tags: readonly string[]; limits: Record<string, { at: Date; value: number }> };",
    ...Array.from(
      { length: 12 },
      (_, column) => `  declare column${column}: ${["string", "number", "boolean | null", "Date"][column % 4]};`,
    ),
    `  declare parentId: Model${parent}["id"];`,
    `  declare parent?: Association<Model${parent}>;`,
    ...others.map((each, index) => `  declare others${index}?: Association<Model${each}[]>;`),
    `  get label(): string { return \`\${this.kind} \${this.column0}\`; }`,
    "  touch(): void { this.column1++; }",
    "}",
    "",
  ].join("\n");
}

function serviceFile(at: number): string {
  const model = (at * 7) % MODELS;
  return [
    `import { Model${model} } from "../models/index.js";`,
    `export async function find${at}(name: string) {`,
    `  const found = await Model${model}.findAll({ where: { column0: name, or: [{ column1: 1 }, { column1: { in: [1, 2] } }] }, include: { parent: true } });`,
    "  return found.map((each) => ({ label: each.label, kind: each.kind, theme: each.settings.theme }));",
    "}",
    `export type Found${at} = Awaited<ReturnType<typeof find${at}>>;`,
    "",
  ].join("\n");
}

/** Each asset returns inferred rows with two levels of associations, and takes those of the previous file. */
function assetFile(at: number): string {
  const models = (file: number) => Array.from({ length: PER_FILE }, (_, index) => (file * PER_FILE + index) * 4);
  const previous = at === 0 ? [] : models(at - 1);
  return [
    'import { asset } from "millrace";',
    `import { ${[...new Set([...models(at), ...previous])].map((each) => `Model${each}`).join(", ")} } from "../../models/index.js";`,
    'import type { RowWith } from "../../models/orm.js";',
    ...models(at).map((model, index) => {
      const from = previous[index];
      const parameter = from === undefined ? "" : `rows_${from}: RowWith<Model${from}>[]`;
      const used = from === undefined ? "" : `  if (rows_${from}.length === 0) return [];\n`;
      return `export const rows_${model} = asset(async (${parameter}) => {\n${used}  return Model${model}.rows({ include: { parent: true } });\n});`;
    }),
    "",
  ].join("\n");
}
