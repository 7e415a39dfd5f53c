// ApiInputManager against a real HTTP server: paging, credentials, retries, partitions, limits.
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeclaredColumn, DeclaredType } from "../../../runtime/contract/asset.js";
import type { PartitionsSpec } from "../../../runtime/contract/partitions.js";
import { ApiInputManager, type ApiInputManagerOptions, type Paging } from "../../../runtime/io/inputs/api/manager.js";
import { nextLink } from "../../../runtime/io/inputs/api/paging.js";
import { retryAfter } from "../../../runtime/io/inputs/api/request.js";
import { parseExactly } from "../../../runtime/io/values/exact-json.js";
import { envVar } from "../../../runtime/sdk/env-var.js";
import { MissingValueError } from "../../../runtime/sdk/io-manager.js";
import { createLog } from "../../../runtime/sdk/log.js";
import { type ContextOptions, inputContext } from "../../support/manager-contexts.js";
import { fc } from "../../support/properties.js";
import { HttpServer } from "../../support/servers/http.js";

let server: HttpServer;

beforeEach(async () => {
  server = await HttpServer.start();
});

afterEach(() => server.stop());

const load = (options: Partial<ApiInputManagerOptions> = {}, context: ContextOptions = {}, key = "shop/orders") =>
  new ApiInputManager({ baseUrl: `${server.url}/v1/`, ...options }).loadInput(inputContext(key, null, context));

const ROWS = Array.from({ length: 25 }, (_, id) => ({ id, name: `n${id}` }));
const BATCHES: DeclaredType = { form: "batches" };

describe("where it asks", () => {
  it("the key's parts below the base address, with the query", async () => {
    server.answer = () => ROWS;
    expect(await load({ query: { status: "open & paid", n: 3 } })).toEqual(ROWS);
    expect(server.asked[0]).toMatchObject({ path: "/v1/shop/orders", query: { status: "open & paid", n: "3" } });
  });

  it("the path of the input, of the asset, or of the manager, in this order", async () => {
    const path = () => "/manager";
    await load({ path }, { metadata: { path: "asset" }, insMetadata: { path: "input", query: { q: "1" } } });
    await load({ path }, { metadata: { path: "asset" } });
    await load({ path });
    expect(server.asked.map((asked) => asked.path)).toEqual(["/v1/input", "/v1/asset", "/v1/manager"]);
    expect(server.asked[0]?.query).toEqual({ q: "1" });
  });

  it("gives a body that is no rows as it is", async () => {
    server.answer = () => ({ rate: 1.5, at: [1, 2] });
    expect(await load()).toEqual({ rate: 1.5, at: [1, 2] });
  });
});

describe("pages", () => {
  const page = (from: number, size: number) => ROWS.slice(from, from + size);
  const cases: [string, Paging, () => void][] = [
    [
      "by number",
      { kind: "page", parameter: "page", size: { parameter: "per_page", value: 10 } },
      () => {
        server.answer = ({ query }) => ({
          data: { items: page((Number(query.page) - 1) * Number(query.per_page), Number(query.per_page)) },
        });
      },
    ],
    [
      "by offset, of a server that gives fewer than asked for",
      { kind: "offset", parameter: "skip", size: { parameter: "take", value: 100 } },
      () => {
        server.answer = ({ query }) => ({ data: { items: page(Number(query.skip), 7) } });
      },
    ],
    [
      "by a cursor of the body",
      { kind: "cursor", parameter: "after", path: "meta.next" },
      () => {
        server.answer = ({ query }) => {
          const from = Number(query.after?.slice(1) ?? 0);
          return { data: { items: page(from, 10) }, meta: { next: from + 10 < ROWS.length ? `c${from + 10}` : null } };
        };
      },
    ],
    [
      "by the Link header",
      { kind: "link" },
      () => {
        server.answer = ({ query }, response) => {
          const from = Number(query.from ?? 0);
          response.setHeader(
            "link",
            `</v1/first>; rel="first"${from + 10 < ROWS.length ? `, <?from=${from + 10}>; title="a, b"; rel="last next"` : ""}`,
          );
          return { data: { items: page(from, 10) } };
        };
      },
    ],
    [
      "by a link of the body",
      { kind: "link", path: "next" },
      () => {
        server.answer = ({ query }) => {
          const from = Number(query.from ?? 0);
          return { data: { items: page(from, 10) }, next: from + 10 < ROWS.length ? `${server.url}/v1/other?from=${from + 10}` : "" };
        };
      },
    ],
  ];

  it.each(cases)("%s: all rows, and batches", async (_, paging, prepare) => {
    prepare();
    expect(await load({ paging, rows: "data.items" })).toEqual(ROWS);
    const asked = server.asked.length;
    const seen: unknown[] = [];
    for await (const batch of (await load({ paging, rows: "data.items" }, { declared: BATCHES })) as AsyncIterable<unknown[]>) {
      if (seen.length === 0) expect(server.asked.length).toBe(asked + 1);
      seen.push(...batch);
    }
    expect(seen).toEqual(ROWS);
  });

  it("that lead round in a circle, or never end, are an error", async () => {
    server.answer = () => ({ items: ROWS, next: "same" });
    const paging = { kind: "cursor", parameter: "after", path: "next" } as const;
    await expect(load({ paging, rows: "items" })).rejects.toThrow("paging leads to this page a second time");
    server.answer = ({ query }) => ({ items: ROWS, next: Number(query.after ?? 0) + 1 });
    await expect(load({ paging, rows: "items", maxPages: 5 })).rejects.toThrow("there are more than maxPages (5) pages");
  });

  it("on another server are not asked: it would get the credentials", async () => {
    const other = await HttpServer.start();
    try {
      server.answer = () => ({ items: ROWS, next: `${other.url}/steal` });
      const options = { paging: { kind: "link", path: "next" }, rows: "items", auth: { bearer: "t0ken" } } as const;
      await expect(load(options)).rejects.toThrow(
        `it redirects to another server, ${other.url}, and redirects to other servers are not followed`,
      );
      server.answer = (_, response) => void response.writeHead(302, { location: `${other.url}/steal` }).end();
      await expect(load(options)).rejects.toThrow("it redirects to another server");
      expect(other.asked).toEqual([]);
      server.answer = ({ path }, response) =>
        path === "/v1/new" ? { items: ROWS } : void response.writeHead(307, { location: "/v1/new" }).end();
      expect(await load(options)).toEqual(ROWS);
    } finally {
      await other.stop();
    }
  });

  it("without rows where they should be say what is there", async () => {
    server.answer = () => ({ results: [], total: 0 });
    await expect(load({ rows: "data" })).rejects.toThrow(
      "data of the body is not an array of objects, so there are no rows. It has: results, total. Correct the rows option.",
    );
  });

  it("reads any legal Link header", () => {
    expect(nextLink('<https://a/?x=1,2>; rel="prev next", <b>; rel=last')).toBe("https://a/?x=1,2");
    expect(nextLink("<a>; rel=last , <b?c;d>;rel=next")).toBe("b?c;d");
    expect(nextLink('<a>; title="rel=next"; rel="last"')).toBe(null);
    expect(nextLink(null)).toBe(null);
  });
});

describe("credentials", () => {
  it("come from variables, go into headers and the query, and are in no message", async () => {
    process.env.MILLRACE_TEST_TOKEN = "t0p/s3cret";
    server.answer = ({ headers, query }, response) => {
      response.statusCode = 401;
      return { problem: `bad token ${headers.authorization} ${headers["x-api-key"]} ${query.key}` };
    };
    const secret = envVar("MILLRACE_TEST_TOKEN");
    const options = { auth: { bearer: secret }, headers: { "X-Api-Key": secret }, query: { key: secret, open: 1 } };
    const error = (await load(options).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toMatch(
      /^\[api\] GET http:\/\/127\.0\.0\.1:\d+\/v1\/shop\/orders\?key=\*\*\*&open=1: 401 Unauthorized: .*Correct the credentials/,
    );
    expect(inspect(error, { depth: 9 })).not.toMatch(/t0p.{0,3}s3cret/);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.headers.authorization).toBe("Bearer t0p/s3cret");
    await load({ auth: { user: "ada", password: secret } }).catch(() => undefined);
    expect(server.asked[1]?.headers.authorization).toBe(`Basic ${Buffer.from("ada:t0p/s3cret").toString("base64")}`);
    expect(inspect(new ApiInputManager({ baseUrl: server.url, auth: { bearer: "plain" } }), { depth: 9, showHidden: true })).not.toContain(
      "plain",
    );
  });
});

/** Whether an integer is exactly the one that was written. */
function isSame(text: string, value: number): boolean {
  return !/^-?\d+$/.test(text) || BigInt(text) === BigInt(value);
}

describe("numbers", () => {
  const text = (cell: string) => `[{"id": 1, "n": ${cell}}]`;
  const declared = (kind: DeclaredColumn["kind"]): DeclaredType => ({ form: "value", columns: [{ name: "n", kind, nullable: false }] });
  const answered = (cell: string, kind: DeclaredColumn["kind"]) => {
    server.answer = (_, response) => void response.end(text(cell));
    return load({}, { declared: declared(kind) }).then((rows) => (rows as { n: unknown }[])[0]?.n);
  };

  it("keep every digit, as what they are declared to be", async () => {
    expect(await answered("12345678901234567890", "bigint")).toBe(12345678901234567890n);
    expect(await answered("12345678901234567.89", "string")).toBe("12345678901234567.89");
    expect(await answered("9007199254740993", "string")).toBe("9007199254740993");
    expect(await answered("0.1", "number")).toBe(0.1);
    expect(await answered("1.7976931348623157e308", "number")).toBe(Number.MAX_VALUE);
  });

  it("that a number cannot hold are refused, with what to declare", async () => {
    await expect(answered("9007199254740993", "number")).rejects.toThrow(
      "[api] the field n is 9007199254740993, which a number cannot represent exactly. Declare it as bigint, or as string.",
    );
    await expect(answered("12345678901234567.89", "unknown")).rejects.toThrow("Declare it as string.");
    await expect(answered("1e400", "number")).rejects.toThrow("the field n is 1e400");
    await expect(answered('{"deep": [9007199254740993]}', "struct")).rejects.toThrow("the field n.deep[0] is 9007199254740993");
    server.answer = (_, response) => void response.end('{"total": 9007199254740993}');
    await expect(load()).rejects.toThrow(
      "total is 9007199254740993, which a number cannot represent exactly. Request it as text from the API.",
    );
  });

  it("of any kind are what JSON.parse gives, or their own digits", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.bigInt().map(String),
      fc.maxSafeInteger().map(String),
    );
    fc.assert(
      fc.property(fc.array(number), (texts) => {
        const parsed = parseExactly(`{"a": [${texts.join(",")}], "a\\u0000": "${"9".repeat(20)}"}`) as { a: unknown[] };
        for (const [at, value] of parsed.a.entries()) {
          if (typeof value === "number") expect([value, isSame(texts[at] as string, value)]).toEqual([Number(texts[at]), true]);
          else expect(String(value)).toBe(texts[at]);
        }
      }),
    );
  });
});

it("an error that is answered as if it were rows is told as one", async () => {
  server.answer = () => ({ error: "quota exceeded" });
  const declared: DeclaredType = { form: "value", columns: [{ name: "id", kind: "number", nullable: false }] };
  await expect(load({}, { declared })).rejects.toThrow(
    'rows are declared, but the answer does not contain rows: {"error":"quota exceeded"}.',
  );
});

describe("a refusal", () => {
  const secret = 'a "t0p" & s3cret/ü+';
  const forms = [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    new URLSearchParams({ a: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("base64"),
  ];

  it.each(forms)("shows no credential that stands in it as %s, wherever it is cut", async (form) => {
    for (const offset of [0, 150, 195, 4080, 4090]) {
      server.answer = (_, response) =>
        void response.writeHead(400).end(`${" ".repeat(offset > 1000 ? offset : 0)}${"x".repeat(offset % 1000)}${form}`);
      const error = (await load({ query: { key: secret }, auth: { bearer: secret } }).catch((thrown: unknown) => thrown)) as Error;
      expect(error.message).toContain("400 Bad Request");
      for (let length = 6; length <= form.length; length++) expect(error.message).not.toContain(form.slice(0, length));
    }
  });

  it("of any size is read to its first few kB", async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    server.answer = (_, response) => void response.writeHead(400, { "content-encoding": "gzip" }).end(bomb);
    const before = process.memoryUsage.rss();
    await expect(load()).rejects.toThrow("400 Bad Request");
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });
});

it.each([".", ".."])("a partition %s is refused in a path, where it would be a folder", async (partition) => {
  const partitions: PartitionsSpec = { kind: "static", keys: [".", "..", "a"] };
  await expect(load({ path: () => "days/{partitionKey}/rows" }, { partitions: [partitions, [partition]] })).rejects.toThrow(
    `[api] the partition "${partition}" of shop/orders cannot be part of a path, where it means a folder. Give partition: { key: "…" }.`,
  );
  await load({ path: () => "days/{partitionKey}.json" }, { partitions: [partitions, [partition]] });
  await load({ partition: { key: "day" } }, { partitions: [partitions, [partition]] });
  expect(server.asked.map(({ path, query }) => [path, query])).toEqual([
    [`/v1/days/${partition}.json`, {}],
    ["/v1/shop/orders", { day: partition }],
  ]);
});

it("credentials of the address become the header", async () => {
  server.answer = ({ headers }, response) => {
    response.statusCode = 403;
    return { you: headers.authorization };
  };
  const baseUrl = server.url.replace("http://", "http://ada:p%40ss@");
  const error = (await load({ baseUrl }).catch((thrown: unknown) => thrown)) as Error;
  expect(server.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from("ada:p@ss").toString("base64")}`);
  expect(error.message).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/shop\/orders: 403 Forbidden: \{"you":"Basic \*\*\*"\}/);
});

describe("trouble", () => {
  it("429, 5xx and broken connections are tried again, after the pause the server asks for", async () => {
    const told: string[] = [];
    const times: number[] = [];
    const answers: ((response: import("node:http").ServerResponse) => unknown)[] = [
      (response) => void response.writeHead(429, { "retry-after": "1" }).end("slow down"),
      (response) => void response.socket?.destroy(),
      (response) => {
        response.writeHead(200, { "content-length": "100" }).write("[{");
        setImmediate(() => response.destroy());
      },
      (response) => void response.writeHead(503).end(),
      () => ROWS,
    ];
    server.answer = (_, response) => {
      times.push(performance.now());
      return answers.shift()?.(response);
    };
    expect(await load({}, { log: createLog((level, message) => told.push(`${level}: ${message}`)) })).toEqual(ROWS);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(told).toHaveLength(4);
    expect(told[0]).toMatch(/^warning: \[api\] GET .*429 Too Many Requests: slow down\. Trying again\.$/);
  });

  it("says how often it was tried", async () => {
    server.answer = (_, response) => void response.writeHead(502).end("bad");
    await expect(load({ retries: 1 })).rejects.toThrow(/502 Bad Gateway: bad\. It was tried 2 times\.$/);
    expect(server.asked).toHaveLength(2);
  });

  it("a pause that is too long, an answer that is too slow or too large is told at once", async () => {
    server.answer = (_, response) => void response.writeHead(429, { "retry-after": "3600" }).end();
    await expect(load()).rejects.toThrow(
      "The server requests a wait of 3600 s, which is longer than maxWaitMs. Run again after that time.",
    );
    server.answer = () => undefined;
    await expect(load({ timeoutMs: 50, retries: 0 })).rejects.toThrow("no complete answer within 0.05 s.");
    server.answer = () => ROWS;
    await expect(load({ maxBytes: 100 })).rejects.toThrow("the answer is larger than maxBytes (100)");
    server.answer = (_, response) => void response.write("[".repeat(200));
    await expect(load({ maxBytes: 100 })).rejects.toThrow("the answer is larger than maxBytes (100)");
  });

  it("an answer that is no JSON shows how it begins", async () => {
    server.answer = (_, response) => void response.end("<html>login</html>");
    await expect(load()).rejects.toThrow('the answer is not JSON: it begins with "<html>login</html>". Correct the path.');
  });

  it("404 is a missing value, other refusals are not", async () => {
    server.answer = (_, response) => void response.writeHead(404).end("none");
    await expect(load()).rejects.toBeInstanceOf(MissingValueError);
    server.answer = (_, response) => void response.writeHead(400).end("bad status");
    await expect(load()).rejects.toThrow("400 Bad Request: bad status. Correct the path, or the query.");
    expect(server.asked).toHaveLength(2);
  });

  it("a cancel ends it at once, also in a pause", async () => {
    const controller = new AbortController();
    server.answer = (_, response) => {
      setImmediate(() => controller.abort(new Error("canceled")));
      response.writeHead(429, { "retry-after": "100" }).end();
    };
    const started = performance.now();
    await expect(load({}, { signal: controller.signal })).rejects.toThrow("canceled");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("reads Retry-After in seconds and as a date", () => {
    expect(retryAfter("7")).toBe(7000);
    expect(retryAfter("Wed, 21 Oct 2026 07:28:05 GMT", Date.UTC(2026, 9, 21, 7, 28))).toBe(5000);
    expect(retryAfter("Wed, 21 Oct 2020 07:28:05 GMT")).toBe(0);
    expect(retryAfter("soon")).toBe(0);
  });
});

const DAYS: PartitionsSpec = {
  kind: "time-window",
  cron: "0 0 * * *",
  timezone: "Europe/Berlin",
  start: "2026-03-01",
  end: null,
  format: "yyyy-MM-dd",
  endOffset: 0,
};
const REGIONS: PartitionsSpec = { kind: "static", keys: ["eu/w & n", "us"] };
const BOTH: PartitionsSpec = {
  kind: "multi",
  dimensions: [
    { name: "date", partitions: DAYS },
    { name: "region", partitions: REGIONS },
  ],
};

describe("partitions", () => {
  it("are asked for by key, by time, or in the path", async () => {
    await load({ partition: { key: "region" } }, { partitions: [REGIONS, ["eu/w & n"]] });
    await load({ partition: { start: "from", end: "until" } }, { partitions: [DAYS, ["2026-03-29"]] });
    await load({ partition: { start: "from", format: "epoch-seconds" } }, { partitions: [DAYS, ["2026-03-29"]] });
    await load({}, { partitions: [REGIONS, ["eu/w & n"]], metadata: { path: "by/{partitionKey}/orders" } });
    await load({ partition: { key: { region: "r" }, start: "from" } }, { partitions: [BOTH, ["2026-03-29|us"]] });
    expect(server.asked.map(({ path, query }) => [path, query])).toEqual([
      ["/v1/shop/orders", { region: "eu/w & n" }],
      ["/v1/shop/orders", { from: "2026-03-28T23:00:00.000Z", until: "2026-03-29T22:00:00.000Z" }],
      ["/v1/shop/orders", { from: "1774738800" }],
      ["/v1/by/eu%2Fw%20%26%20n/orders", {}],
      ["/v1/shop/orders", { r: "us", from: "2026-03-28T23:00:00.000Z" }],
    ]);
  });

  it("of which the API is told nothing are refused: it would give everything for each", async () => {
    await expect(load({}, { partitions: [REGIONS, ["us"]] })).rejects.toThrow(
      "shop/orders has partitions, but no option says how to request a partition from the API",
    );
    await expect(load({ partition: { start: "from" } }, { partitions: [REGIONS, ["us"]] })).rejects.toThrow("are not time windows");
    expect(server.asked).toEqual([]);
  });
});

describe("values", () => {
  const declared = (kind: "date" | "bigint"): DeclaredType => ({ form: "value", columns: [{ name: "x", kind, nullable: true }] });

  it("become what the parameter's type declares", async () => {
    server.answer = () => [{ x: "2026-01-02T03:04:05+01:00" }, { x: "2026-01-02" }, { x: "2026-01-02T03:04:05" }, { x: null }];
    expect(await load({}, { declared: declared("date") })).toEqual([
      { x: new Date("2026-01-02T02:04:05Z") },
      { x: new Date("2026-01-02T00:00:00Z") },
      { x: new Date("2026-01-02T03:04:05Z") },
      { x: null },
    ]);
    server.answer = () => [{ x: "9007199254740993" }, { x: 5 }];
    expect(await load({}, { declared: declared("bigint") })).toEqual([{ x: 9007199254740993n }, { x: 5n }]);
    server.answer = () => [{ x: "yesterday" }];
    await expect(load({}, { declared: declared("date") })).rejects.toThrow(
      '[api] the field x is "yesterday", which is not a date (ISO 8601). Declare it as string.',
    );
  });

  it("of some columns, and the first rows", async () => {
    server.answer = () => ({ items: ROWS });
    expect(await load({ rows: "items" }, { columns: ["name"] })).toEqual(ROWS.map(({ name }) => ({ name })));
    const manager = new ApiInputManager({ baseUrl: server.url, rows: "items" });
    expect(await manager.preview(inputContext("t", null), 2)).toEqual({ kind: "rows", rows: ROWS.slice(0, 2) });
  });
});
