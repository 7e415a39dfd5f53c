// Generates projects for measurements: many assets that load each other, with plain types or with types that are expensive to check.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const PER_FILE = 5;

export interface GeneratedProject {
  readonly dir: string;
  readonly assets: number;
  /** A file in the middle, relative to the project: it loads from the previous file, and the next file loads from it. */
  readonly middle: string;
  remove(): void;
}

export type Weight = "plain" | "heavy";

/** `heavy`: rows are inferred from zod schemas, some assets are Arrow tables, and rows extend a type of a 5,000-line declaration file. */
export function generateProject(assets: number, weight: Weight = "plain"): GeneratedProject {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "millrace-bench-")));
  const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
  mkdirSync(join(dir, "src"));
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(resolve("runtime"), join(dir, "node_modules/millrace"));
  for (const name of ["zod", "apache-arrow"]) symlinkSync(resolve("node_modules", name), join(dir, "node_modules", name));
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2023", "types": [], "skipLibCheck": true }, "include": ["**/*.ts"] }',
  );
  write("package.json", '{ "type": "module" }');
  write(
    "millrace.config.ts",
    'import { assetsFrom, Definitions, DuckDBIOManager } from "millrace";\n' +
      'export default new Definitions({ assets: assetsFrom("./src"), resources: { db: new DuckDBIOManager({ database: "w.duckdb" }) } });\n',
  );
  if (weight === "heavy") write("generated.d.ts", declarations());
  const files = Math.ceil(assets / PER_FILE);
  for (let file = 0; file < files; file++) write(`src/file${file}.ts`, weight === "heavy" ? heavyFile(file) : plainFile(file));
  return {
    dir,
    assets: files * PER_FILE,
    middle: `src/file${Math.floor(files / 2)}.ts`,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function plainFile(file: number): string {
  const lines = [
    'import { type AssetContext, asset } from "millrace";',
    `export interface Row${file} { id: number; name: string; at: Date }`,
  ];
  if (file > 0) lines.push(`import type { Row${file - 1} } from "./file${file - 1}.js";`);
  return `${[...lines, ...assetsOf(file, `Row${file}[]`, `Row${file - 1}[]`)].join("\n")}\n`;
}

function heavyFile(file: number): string {
  const lines = [
    'import { type AssetContext, asset } from "millrace";',
    'import type { Table } from "apache-arrow";',
    'import * as z from "zod";',
    `import type { Entity${(file % 500) + 1} as Base } from "../generated.js";`,
    `export const schema${file} = z.object({ id: z.number(), name: z.string().min(1), tags: z.array(z.enum(["a", "b"])), at: z.date().nullable(), more: z.discriminatedUnion("kind", [z.object({ kind: z.literal("x"), x: z.number() }), z.object({ kind: z.literal("y"), y: z.string().optional() })]) });`,
    `export type Row${file} = z.infer<typeof schema${file}> & Base;`,
    `export const table_${file} = asset({ ioManagerKey: "db" }, (): Table => null as never);`,
    `export const loaded_${file} = asset({ ioManagerKey: "db" }, (table_${file}: Table): Row${file}[] => (table_${file}.numRows > 0 ? [] : []));`,
  ];
  if (file > 0) lines.push(`import type { Row${file - 1} } from "./file${file - 1}.js";`);
  return `${[...lines, ...assetsOf(file, `Row${file}[]`, `Row${file - 1}[]`)].join("\n")}\n`;
}

function assetsOf(file: number, gives: string, takes: string): string[] {
  return Array.from({ length: PER_FILE }, (_, at) => {
    const number = file * PER_FILE + at;
    const upstream = file === 0 ? "" : `, asset_${number - PER_FILE}: ${takes}`;
    const start = `/** Asset number ${number}. */\nexport const asset_${number} = asset({ group: "g${file % 20}", ioManagerKey: "db" }, `;
    const used = file === 0 ? "" : `  context.log.debug(\`\${asset_${number - PER_FILE}.length} rows\`);\n`;
    return `${start}(context: AssetContext${upstream}): ${gives} => {\n  context.log.info("row");\n${used}  return [];\n});`;
  });
}

/** 500 interfaces of ten lines, each with members of the following types. */
function declarations(): string {
  const entities = Array.from({ length: 500 }, (_, at) => {
    const next = (step: number) => `Entity${((at + step) % 500) + 1}`;
    return [
      `export interface Entity${at + 1} {`,
      `  entity_${at + 1}?: string;`,
      `  first?: ${next(1)};`,
      `  second?: readonly ${next(7)}[];`,
      `  third?: Partial<${next(31)}>;`,
      `  fourth?: Record<string, ${next(77)}>;`,
      `  fifth?: Pick<${next(113)}, "first" | "second">;`,
      "  kind?: 'a' | 'b' | 'c';",
      "  created?: Date;",
      "}",
    ].join("\n");
  });
  return `${entities.join("\n")}\n`;
}
