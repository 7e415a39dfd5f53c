// Managers with their own format implement dump and load. PathIOManager does the rest.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type InputContext,
  type OutputContext,
  type PathContext,
  PathIOManager,
  StaticPartitionsDefinition,
} from "../../../runtime/sdk/index.js";
import { Bench, ioManagerSuite, sampledManagerSuite } from "../../support/io-manager-suite.js";
import { startS3 } from "../../support/servers/s3.js";
import type { StoreServer } from "../../support/servers/store-server.js";

type Row = Record<string, string>;

class CsvIOManager extends PathIOManager<Row[]> {
  override readonly extension: string = ".csv";

  override dump(_context: OutputContext, rows: Row[]): string {
    const names = Object.keys(rows[0] ?? {});
    return [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.join(",")).join("\n");
  }

  override load(_context: InputContext, bytes: Uint8Array): Row[] {
    const [names = [], ...lines] = Buffer.from(bytes)
      .toString()
      .split("\n")
      .map((line) => line.split(","));
    return lines.map((line) => Object.fromEntries(names.map((name, at) => [name, line[at] ?? ""])));
  }

  override metadataFor(_context: OutputContext, rows: Row[]) {
    return { rows: rows.length };
  }
}

/** Structured clone represents any format that can store everything, so that the whole suite can run. */
class AnythingManager extends PathIOManager {
  override readonly extension: string = ".v8";

  override async dump(_context: OutputContext, value: unknown): Promise<Uint8Array> {
    const { encodeStructured } = await import("../../../runtime/io/values/structured-clone.js");
    return encodeStructured(value);
  }

  override async load(_context: InputContext, bytes: Uint8Array): Promise<unknown> {
    const { decodeStructured } = await import("../../../runtime/io/values/structured-clone.js");
    return decodeStructured(bytes);
  }
}

let server: StoreServer;
beforeAll(async () => {
  server = await startS3();
});
afterAll(() => server?.stop());

const exceptions = {
  batches: "its format carries one value; who wants batches says so in supportedForms",
  previews: "it knows no rows, so what shows a value loads it",
};
ioManagerSuite({ name: "a PathIOManager in a folder", make: () => new AnythingManager({ uri: "data" }), exceptions });
sampledManagerSuite({
  name: "a PathIOManager on S3",
  make: (projectDir) => new AnythingManager({ uri: `${server.uri}/${basename(projectDir)}`, ...server.options }),
  exceptions,
});

const rows: Row[] = [
  { id: "1", name: "Ada" },
  { id: "2", name: "Grace" },
];

async function withBench(make: () => PathIOManager<Row[]>, work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await Bench.open(make as never);
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

describe("a format of one's own", () => {
  it("stores readable files with metadata, and loads them", async () => {
    await withBench(
      () => new CsvIOManager({ uri: "data" }),
      async (bench) => {
        const { stored, metadata } = await bench.store("people/all", rows);
        expect(stored).toMatchObject({ storedAt: "data/people/all.csv", format: "csv", bytes: 21 });
        expect(metadata).toMatchObject({ rows: { type: "int", value: 2 }, path: { type: "path", value: "data/people/all.csv" } });
        expect(readFileSync(join(bench.projectDir, "data/people/all.csv"), "utf8")).toBe("id,name\n1,Ada\n2,Grace");
        expect(await bench.load("people/all")).toEqual(rows);
        expect(await bench.manager.verify?.(await bench.context("people/all"))).toMatchObject({ ok: true });
      },
    );
  });

  it("keeps partitions apart, and gives each its own address", async () => {
    const partitions = new StaticPartitionsDefinition(["eu", "us/east", ".."]);
    await withBench(
      () => new CsvIOManager({ uri: "data" }),
      async (bench) => {
        const make = (keys: string[]) => bench.store("people", (key: string) => [{ id: key }], undefined, { partitions, keys });
        await make(["eu", "us/east"]);
        const made = await make([".."]);
        expect(made.stored?.storedAt).toBe("data/people/partition=%2E%2E.csv");
        expect(made.metadata.path).toEqual({ type: "path", value: "data/people/partition=%2E%2E.csv" });
        const loaded = (await bench.load("people", undefined, { partitions })) as ReadonlyMap<string, Row[]>;
        expect([...loaded]).toEqual([
          ["eu", [{ id: "eu" }]],
          ["us/east", [{ id: "us/east" }]],
          ["..", [{ id: ".." }]],
        ]);
      },
    );
  });

  it("may lie elsewhere, and is found where it was put even when that changes", async () => {
    class Elsewhere extends CsvIOManager {
      override pathFor(context: PathContext): string {
        return `v2/${context.assetKey.path.join(".")}.csv`;
      }
    }
    await withBench(
      () => new Elsewhere({ uri: "data" }),
      async (bench) => {
        expect((await bench.store("a/b", rows)).stored?.storedAt).toBe("data/v2/a.b.csv");
        expect(await new Bench(bench.projectDir, new CsvIOManager({ uri: "other" }) as never).load("a/b")).toEqual(rows);
      },
    );
  });

  it("marks capitals in names of files, and not where a store tells them apart, also in places of its own", async () => {
    const partitions = new StaticPartitionsDefinition(["EU", "eu"]);
    class Elsewhere extends CsvIOManager {
      override pathFor({ assetKey, partitions: slice }: PathContext): string {
        return `Mine/${assetKey.path.join(".")}/${slice?.pathOf(slice.keys.at(0) as string).join("/")}.csv`;
      }
    }
    const stored = async (manager: CsvIOManager, key: string) => {
      let storedAt: string | undefined;
      await withBench(
        () => manager,
        async (bench) => {
          storedAt = (await bench.store("rawPeople", () => rows, undefined, { partitions, keys: [key] })).stored?.storedAt;
          expect(await bench.load("rawPeople", undefined, { partitions, consumer: { partitions, key } })).toEqual(rows);
        },
      );
      return storedAt;
    };
    expect(await stored(new CsvIOManager({ uri: "data" }), "EU")).toBe("data/rawPeople^8/partition=EU^3.csv");
    expect(await stored(new CsvIOManager({ uri: "data" }), "eu")).toBe("data/rawPeople^8/partition=eu.csv");
    expect(await stored(new Elsewhere({ uri: "data" }), "EU")).toBe("data/Mine/rawPeople/partition=EU^3.csv");
    expect(await stored(new CsvIOManager({ uri: "memory://names" }), "EU")).toBe("memory://names/rawPeople/partition=EU.csv");
    expect(await stored(new Elsewhere({ uri: "memory://names" }), "EU")).toBe("memory://names/Mine/rawPeople/partition=EU.csv");
  });

  it("keeps the old value when dump throws, at once or in the middle", async () => {
    let broken = "";
    class Fragile extends CsvIOManager {
      override dump(context: OutputContext, value: Row[]): never {
        if (broken === "at once") throw new Error("no CSV");
        const text = super.dump(context, value);
        async function* pieces() {
          yield Buffer.from(text.slice(0, 5));
          if (broken === "late") throw new Error("no more CSV");
          yield Buffer.from(text.slice(5));
        }
        return pieces() as never;
      }
    }
    await withBench(
      () => new Fragile({ uri: "data" }),
      async (bench) => {
        await bench.store("people", rows);
        for (broken of ["at once", "late"]) {
          await expect(bench.store("people", [{ id: "9" }])).rejects.toThrow(/people cannot be stored: no (more )?CSV/);
          expect(await bench.load("people")).toEqual(rows);
        }
      },
    );
  });

  it("names the file when load throws", async () => {
    class Unreadable extends CsvIOManager {
      override load(): never {
        throw new Error("line 3 has no end");
      }
    }
    await withBench(
      () => new Unreadable({ uri: "data" }),
      async (bench) => {
        await bench.store("people", rows);
        await expect(bench.load("people")).rejects.toThrow("[filesystem] cannot read data/people.csv: line 3 has no end");
        expect(await bench.manager.verify?.(await bench.context("people"))).toEqual({
          ok: false,
          reason: "[filesystem] cannot read data/people.csv: line 3 has no end",
        });
      },
    );
  });

  it("says what is wrong with its options", async () => {
    expect(() => new CsvIOManager({} as never)).toThrow("CsvIOManager needs a uri.");
    class Dotless extends CsvIOManager {
      override readonly extension: string = "csv";
    }
    await withBench(
      () => new Dotless({ uri: "data" }),
      async (bench) => {
        await expect(bench.store("people", rows)).rejects.toThrow('Dotless has the extension "csv". Write it with a dot: ".csv".');
      },
    );
  });
});
