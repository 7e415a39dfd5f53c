// How a DuckDBIOManager opens its database: settings, extensions, attached databases, and two managers for one file.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { derived } from "../../../runtime/io/derived-context.js";
import { withDatabase } from "../../../runtime/io/duckdb/database.js";
import { DuckDBIOManager, type DuckDBIOManagerOptions } from "../../../runtime/io/duckdb/manager.js";
import { DatabaseInputManager } from "../../../runtime/io/inputs/database/manager.js";
import { asset, envVar, materialize, type Relation, sql } from "../../../runtime/sdk/index.js";
import { Bench } from "../../support/io-manager-suite.js";

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open(() => new DuckDBIOManager({ database: "t.duckdb" }));
});
afterEach(() => bench.close());

const database = "t.duckdb";
const withOptions = (options: Partial<DuckDBIOManagerOptions>) =>
  new Bench(bench.projectDir, new DuckDBIOManager({ database, ...options }));
// Options that a caller without type checks might pass.
const made = (options: object) => () => new DuckDBIOManager({ database, ...options } as DuckDBIOManagerOptions);
const current = (...names: string[]) =>
  sql([`select ${names.map((name) => `current_setting('${name}')::varchar as ${name}`).join(", ")}`] as unknown as TemplateStringsArray);

describe("settings", () => {
  it("hold where the database is open: for a query that is stored, and one that is run", async () => {
    const settings = { memory_limit: "512MiB", threads: 1, temp_directory: "tmp", max_temp_directory_size: "1GiB" } as const;
    const own = withOptions({ settings });
    const names = ["memory_limit", "threads", "temp_directory", "max_temp_directory_size"];
    const expected = [
      { memory_limit: "512.0 MiB", threads: "1", temp_directory: join(bench.projectDir, "tmp"), max_temp_directory_size: "1.0 GiB" },
    ];
    await own.store("t", current(...names), { form: "relation" });
    expect(await own.load("t")).toEqual(expected);
    const table = (await own.load("t", { form: "relation" })) as Relation;
    expect(await sql`select current_setting('memory_limit') as memory_limit from ${table}`.toRows()).toEqual([
      { memory_limit: "512.0 MiB" },
    ]);
  });

  it("are read from the environment, and told by the variable's name", async () => {
    process.env.MILLRACE_TEST_THREADS = "1";
    try {
      const own = withOptions({ settings: { threads: envVar("MILLRACE_TEST_THREADS") } });
      await own.store("t", current("threads"), { form: "relation" });
      expect(await own.load("t")).toEqual([{ threads: "1" }]);
      process.env.MILLRACE_TEST_THREADS = "many secrets";
      await expect(own.load("t")).rejects.toThrow(
        "[duckdb] the setting threads has the value of the environment variable MILLRACE_TEST_THREADS, which is not valid. Set it to a whole number from 1, such as 4.",
      );
    } finally {
      delete process.env.MILLRACE_TEST_THREADS;
    }
  });

  it.each<[object, string]>([
    [
      { settings: { memory_limit: "lots" } },
      '[duckdb] the setting memory_limit is "lots", which is not valid. Write a size such as "4GB".',
    ],
    [{ settings: { memory_limit: "1GB'; drop table t; --" } }, "the setting memory_limit is"],
    [{ settings: { memory_limit: 4 } }, "the setting memory_limit is 4"],
    [{ settings: { threads: 0 } }, "[duckdb] the setting threads is 0, which is not valid. Write a whole number from 1, such as 4."],
    [{ settings: { threads: "2" } }, 'the setting threads is "2"'],
    [{ settings: { temp_directory: "" } }, 'the setting temp_directory is "", which is not valid. Write a folder such as "data/tmp".'],
    [{ settings: { memorylimit: "1GB" } }, '[duckdb] "memorylimit" is not a setting that a manager can set. Did you mean memory_limit?'],
    [{ settings: { TimeZone: "CET" } }, "Known: memory_limit, max_temp_directory_size, threads, temp_directory."],
    [{ settings: { 'threads" = 1; --': 1 } }, "is not a setting that a manager can set"],
    [{ settings: ["threads"] }, "[duckdb] settings is"],
    [{ extensions: "spatial" }, '[duckdb] extensions is "spatial", which is not valid. Write ["spatial"].'],
    [{ extensions: ["/tmp/evil.duckdb_extension"] }, 'Write names such as "spatial".'],
    [{ extensions: ["json; drop table t"] }, 'Write names such as "spatial".'],
    [
      { attach: ["data/a.duckdb"] },
      '[duckdb] attach is "data/a.duckdb", which is not valid. Write { name: "prices", database: "data/prices.duckdb" }.',
    ],
    [{ attach: [{ name: "a b", database: "x" }] }, "a name of letters, digits and _"],
    [{ attach: [{ name: "main", database: "x" }] }, "not DuckDB's own (main, temp, system)"],
    [
      {
        attach: [
          { name: "a", database: "x" },
          { name: "A", database: "y" },
        ],
      },
      '[duckdb] attach contains "A" twice',
    ],
  ])("%j is refused where it is written", (options, message) => {
    expect(made(options)).toThrow(TypeError);
    expect(made(options)).toThrow(message);
  });

  it("name a folder that is a file: told before anything is stored", async () => {
    writeFileSync(join(bench.projectDir, "it's a file"), "");
    const store = withOptions({ settings: { temp_directory: "it's a file" } }).store("t", [{ a: 1 }]);
    await expect(store).rejects.toThrow(
      "[duckdb] cannot open t.duckdb: the setting temp_directory is it's a file, which is not a folder. Use a folder.",
    );
  });

  it("with quotes in a folder's name are one value", async () => {
    const own = withOptions({ settings: { temp_directory: "o'tmp" } });
    await own.store("t", current("temp_directory"), { form: "relation" });
    expect(await own.load("t")).toEqual([{ temp_directory: join(bench.projectDir, "o'tmp") }]);
  });
});

describe("extensions", () => {
  it("are loaded", async () => {
    const own = withOptions({ extensions: ["json", "ICU"] });
    await own.store("t", sql`select count(*) as n from duckdb_extensions() where loaded and extension_name in ('json', 'icu')`, {
      form: "relation",
    });
    expect(await own.load("t")).toEqual([{ n: 2 }]);
  });

  it("that are missing are named with the way to install them; nothing is downloaded", async () => {
    await expect(withOptions({ extensions: ["no_such_extension"] }).store("t", [{ a: 1 }])).rejects.toThrow(
      /\[duckdb\] cannot open t\.duckdb: the extension no_such_extension is not installed, and a run does not download extensions\. Check the name, or install it once: node -e ".*install no_such_extension/,
    );
    // Others can use the database again.
    await bench.store("t", [{ a: 1 }]);
    expect(await bench.load("t")).toEqual([{ a: 1 }]);
  });
});

describe("attached databases", () => {
  const attach = [{ name: "prices", database: "other.duckdb" }];
  beforeEach(async () => {
    const other = new Bench(bench.projectDir, new DuckDBIOManager({ database: "other.duckdb" }));
    await other.store("today", [{ price: 5 }]);
  });

  it("are read by name, in queries that are stored and that are run", async () => {
    const own = withOptions({ attach });
    await own.store("t", sql`select price from prices.main.today`, { form: "relation" });
    expect(await own.load("t")).toEqual([{ price: 5 }]);
    const table = (await own.load("t", { form: "relation" })) as Relation;
    expect(await sql`select t.price + p.price as both from ${table} t, prices.main.today p`.toRows()).toEqual([{ both: 10 }]);
  });

  it("are held only as long as their reader is open: their own manager stores between", async () => {
    const other = new Bench(bench.projectDir, new DuckDBIOManager({ database: "other.duckdb" }));
    const own = withOptions({ attach });
    for (const price of [6, 7]) {
      await other.store("today", [{ price }]);
      await own.store("t", sql`select price from prices.main.today`, { form: "relation" });
      expect(await own.load("t")).toEqual([{ price }]);
    }
  });

  it("keep no user of the database waiting: batches stream from it, into it and beside queries of it", async () => {
    const own = withOptions({ attach });
    await own.store("in", [{ a: 1 }, { a: 2 }]);
    const context = derived(await own.context("in"), { declared: { form: "batches" } });
    async function* through() {
      for await (const batch of (await own.manager.loadInput(context)) as AsyncIterable<unknown[]>) {
        const table = (await own.load("in", { form: "relation" })) as Relation;
        expect(await sql`select max(price) as most from prices.main.today, ${table}`.toRows()).toEqual([{ most: 5 }]);
        yield batch;
      }
    }
    await own.store("out", through());
    expect(await own.load("out")).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("are read-only", async () => {
    await withOptions({ attach }).store("t", [{ a: 1 }]);
    const access = { path: join(bench.projectDir, database), shown: database, create: false, attach: [], write: false };
    const written = withDatabase(access, ({ connection }) => connection.run("delete from prices.main.today"));
    await expect(written).rejects.toThrow(/read-only/);
  });

  it.each([
    [
      "missing.duckdb",
      "prices",
      "[duckdb] cannot attach missing.duckdb as prices: the file does not exist. Create it first, or remove it from attach.",
    ],
    ["t.duckdb", "prices", "[duckdb] cannot attach t.duckdb as prices: it is the manager's own database. Remove it from attach."],
    ["other.duckdb", "t", "[duckdb] cannot attach other.duckdb as t: the database itself has this name. Choose another name."],
  ])("%s as %s is told", async (file, name, message) => {
    await bench.store("t", [{ a: 1 }]);
    const own = withOptions({ attach: [{ name, database: file }] });
    await expect(own.load("t")).rejects.toThrow(message);
    await expect(own.store("t", [{ a: 1 }])).rejects.toThrow(message);
    expect(await bench.load("t")).toEqual([{ a: 1 }]);
  });
});

describe("two managers of one file", () => {
  const one = new DuckDBIOManager({ database, settings: { threads: 1 } });

  it("with different settings are told before either opens it", async () => {
    const two = new DuckDBIOManager({ database: "./t.duckdb", settings: { threads: 2 }, extensions: ["json"] });
    const run = materialize([asset({ key: "a", ioManagerKey: "one" }, () => [{ a: 1 }])], {
      projectDir: bench.projectDir,
      resources: { one, two },
    });
    await expect(run).rejects.toThrow(
      '[duckdb] two managers open t.duckdb in different ways: "one" with threads 1, "two" with threads 2, the extensions json. Give both the same settings, extensions and attach, or use one of them for both.',
    );
  });

  it("with the same settings, or of other files, go on", async () => {
    const same = new DuckDBIOManager({ database: "./t.duckdb", schema: "s", settings: { threads: 1 } });
    const other = new DuckDBIOManager({ database: "other.duckdb" });
    const unset = new DuckDBIOManager({ database: envVar("MILLRACE_TEST_UNSET"), settings: { threads: 2 } });
    await materialize([asset({ key: "a", ioManagerKey: "one" }, () => [{ a: 1 }])], {
      projectDir: bench.projectDir,
      resources: { one, same, other, unset },
    });
  });

  it("that no resource names are told when the second opens it", async () => {
    await withOptions({ settings: { threads: 1 } }).store("t", [{ a: 1 }]);
    async function* batches() {
      yield [{ a: 1 }];
      await expect(withOptions({ settings: { threads: 2 } }).load("t")).rejects.toThrow(
        "[duckdb] cannot open t.duckdb with threads 2: another manager of the project has it open with threads 1, and a process opens a file only once. Give both managers the same options, or use one manager for both.",
      );
    }
    await withOptions({ settings: { threads: 1 } }).store("t", batches());
  });

  it("one of which only queries takes the settings that are there", async () => {
    const own = withOptions({ settings: { threads: 1 } });
    await own.store("t", [{ a: 1 }]);
    const queries = new DatabaseInputManager({ duckdb: database, query: "select current_setting('threads')::int as n" });
    expect(await queries.loadInput(await bench.context("t"))).toEqual([{ n: 1 }]);
  });
});
