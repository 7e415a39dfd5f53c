// The tables: one row for each installed package, one for each dependency, and what SQL makes of them.
import { type AssetContext, asset, type Relation, sql } from "millrace";
import { manifests, nearestNodeModules } from "./manifests.js";

export interface Package {
  name: string;
  version: string;
  license: string;
  dependencies: number;
  manifest_bytes: number;
  path: string;
}

interface Dependency {
  dependent: string;
  dependency: string;
  wanted: string;
}

export interface License {
  license: string;
  packages: number;
}

const base = { group: "packages", ioManagerKey: "warehouse", kinds: ["duckdb"] };

/** Every package installed below the nearest node_modules. */
export const packages = asset(base, (context: AssetContext): Package[] => {
  const root = nearestNodeModules(process.cwd());
  context.log.info(`Reading the manifests below ${root}`);
  const rows: Package[] = [];
  for (const { path, bytes, content } of manifests(root)) {
    const { name = "", version = "", license, dependencies = {} } = content;
    const spdx = typeof license === "string" ? license : "unknown";
    rows.push({ name, version, license: spdx, dependencies: Object.keys(dependencies).length, manifest_bytes: bytes, path });
    if (rows.length % 200 === 0) context.reportProgress(rows.length, undefined, "packages");
  }
  return rows;
});

/** One row for each dependency a package names. */
export const dependencies = asset(base, (): Dependency[] => {
  const rows: Dependency[] = [];
  for (const { content } of manifests(nearestNodeModules(process.cwd()))) {
    for (const [dependency, wanted] of Object.entries(content.dependencies ?? {})) {
      rows.push({ dependent: content.name ?? "", dependency, wanted });
    }
  }
  return rows;
});

/** How many packages carry each licence. The rows never leave the database. */
export const licenses = asset(base, (packages: Relation<Package>): Relation<License> => {
  return sql<License>`select license, count(*)::integer as packages from ${packages} group by license order by packages desc, license`;
});

interface Duplicate {
  name: string;
  copies: number;
  versions: string;
}

/** Packages that are installed more than once, with their versions. */
export const duplicates = asset(base, (packages: Relation<Package>): Relation<Duplicate> => {
  return sql<Duplicate>`
    select name, count(*)::integer as copies, string_agg(distinct version, ', ' order by version) as versions
    from ${packages} group by name having count(*) > 1 order by copies desc, name`;
});

export interface Dependent {
  name: string;
  dependents: number;
}

/** The packages most others depend on. */
export const largest_dependents = asset(base, (dependencies: Relation<Dependency>, packages: Relation<Package>): Relation<Dependent> => {
  return sql<Dependent>`
    select dependency as name, count(distinct dependent)::integer as dependents
    from ${dependencies} where dependency in (select name from ${packages})
    group by dependency order by dependents desc, name limit ${20}`;
});
