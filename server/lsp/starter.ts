// Creates a project, for the terminal and for editors: a config, two first assets and what TypeScript needs. Never overwrites a file.
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import type { SetUpAnswer } from "../../runtime/contract/editor.js";

const CONFIG = `import { Definitions, DuckDBIOManager, FilesystemIOManager } from "millrace";
import * as assets from "./src/assets.js";

export default new Definitions({
  assets,
  resources: {
    // Stores every asset that names no other manager.
    io_manager: new FilesystemIOManager({ baseDir: "data" }),
    warehouse: new DuckDBIOManager({ database: "data/warehouse.duckdb" }),
  },
});
`;

const ASSETS = `import { type AssetContext, asset } from "millrace";

interface Reading {
  day: string;
  celsius: number;
}

/** A week of temperatures: a table in DuckDB. */
export const readings = asset({ ioManagerKey: "warehouse" }, (context: AssetContext): Reading[] => {
  context.log.info("Making up a week");
  return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((day, index) => ({ day, celsius: 12 + index }));
});

/** Loads the asset its parameter names: a number in data/average.json. */
export const average = asset((readings: Reading[]): number => {
  return readings.reduce((sum, { celsius }) => sum + celsius, 0) / readings.length;
});
`;

/** TypeScript supports the target ES2023 since 5.5, and its library since 5.0. */
const TSCONFIG = `{
  "compilerOptions": {
    "strict": true,
    "target": "ES2022",
    "lib": ["ES2023"],
    "module": "NodeNext",
    "resolveJsonModule": true,
    "types": ["node"],
    "noEmit": true
  },
  "include": ["millrace.config.ts", "src"]
}
`;

/** The folder cannot contain a project. The message says why. */
export class CannotSetUp extends Error {}

/** Writes the missing files into the folder. Returns which files it wrote and which existed. `shown` formats a path. */
export function writeStarter(dir: string, shown: (path: string) => string = (path) => path): SetUpAnswer {
  const there = nearestThere(dir);
  if (!statSync(there).isDirectory()) throw new CannotSetUp(l10n.t`${shown(there)} is a file. Name a folder.`);
  const files: Record<string, string> = {
    "package.json": `${JSON.stringify(manifest(dir), null, 2)}\n`,
    "tsconfig.json": TSCONFIG,
    "millrace.config.ts": CONFIG,
    "src/assets.ts": ASSETS,
    ".gitignore": "node_modules/\n.millrace/\ndata/\n.env\n.env.local\n",
  };
  const created: string[] = [];
  const kept: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name);
    if (existsSync(path)) {
      kept.push(name);
      continue;
    }
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
    } catch (error) {
      const { path: at = path, message } = error as NodeJS.ErrnoException;
      throw new CannotSetUp(l10n.t`${shown(at)} cannot be written: ${reasonIn(message)}. Fix that, or choose another folder.`);
    }
    created.push(name);
  }
  return { created, kept };
}

/** The types of Node.js are those of the oldest version that runs Millrace. */
function manifest(dir: string): object {
  return { name: packageName(dir), private: true, type: "module", devDependencies: { "@types/node": "^20.19.0" } };
}

/** The path itself, or the nearest existing one above it. */
function nearestThere(path: string): string {
  return existsSync(path) ? path : nearestThere(dirname(path));
}

/** `permission denied` of `EACCES: permission denied, mkdir '/x'`. */
function reasonIn(message: string): string {
  return /^[A-Z]+: ([^,]+),/.exec(message)?.[1] ?? message;
}

function packageName(dir: string): string {
  return (
    basename(dir)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^[._-]+/, "") || "assets"
  );
}
