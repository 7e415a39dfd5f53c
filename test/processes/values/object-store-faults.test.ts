// Broken networks, and servers that refuse, stall or restart: either the old or the new value is complete, and the messages help.
import { createHash, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { importLibrary } from "../../../runtime/io/object-store/import-library.js";
import type { ObjectStore } from "../../../runtime/io/object-store/object-store.js";
import { openObjectStore, parseAddress } from "../../../runtime/io/object-store/open-store.js";
import { meaningOf, scrubbed } from "../../../runtime/io/object-store/store-error.js";
import { startAzure } from "../../support/servers/azure.js";
import { startGcs } from "../../support/servers/gcs.js";
import { startS3 } from "../../support/servers/s3.js";
import { QUICK, type StoreServer } from "../../support/servers/store-server.js";
import { isSoak } from "../../support/trials.js";

const MB = 1024 * 1024;
const text = async (store: ObjectStore, name: string) => Buffer.from(await store.get(name)).toString();
const messageOf = (working: Promise<unknown>) =>
  working.then(
    () => "it went well",
    (error: Error) => error.message,
  );

/** Requests with a body. */
const uploads = (method: string, url: string) => (method === "PUT" || method === "POST") && !/comp=blocklist|uploads(=|$)/.test(url);
const downloads = (method: string) => method === "GET";

describe.each([
  ["s3", startS3, "bucket"],
  ["gs", startGcs, "bucket"],
  ["az", startAzure, "container"],
] as const)("the store %s", (scheme, start, bucket) => {
  let server: StoreServer;
  let store: ObjectStore;

  beforeAll(async () => {
    server = await start();
    store = await openObjectStore(server.uri, server.options);
    await store.put("thing", Buffer.from("old"));
  });
  afterEach(() => server.faults.reset());
  afterAll(() => server?.stop());

  it.each([503, 429, 500])("tries again when the answer is %i, and goes on", async (status) => {
    for (const work of [
      () => store.put("again", Buffer.from("new")),
      () => store.get("again"),
      () => store.head("again"),
      () => store.range("again", 0, 2),
      () => store.list("again")[Symbol.asyncIterator]().next(),
      () => store.delete("again"),
    ]) {
      server.faults.reset();
      server.faults.inject({ times: 2, status });
      await work();
      expect(server.faults.requests).toHaveLength(3);
    }
  });

  it("says that the store throttles, once it has tried long enough, and the old value stays", async () => {
    server.faults.inject({ times: 100, status: 503, body: server.errorBody("SlowDown", 503) });
    expect(await messageOf(store.put("thing", Buffer.from("new")))).toBe(
      `[${scheme}] cannot write ${scheme}://lake/base/thing: the store still requests fewer requests after 5 tries. The old value is still stored. Run again later.`,
    );
    expect(server.faults.requests).toHaveLength(1 + QUICK.retries);
    server.faults.reset();
    expect(await text(store, "thing")).toBe("old");
  });

  it("is not tried again where access is denied, and no credential is told", async () => {
    server.faults.inject({ times: 100, status: 403, body: server.errorBody("AccessDenied", 403) });
    const told = await store.put("thing", Buffer.from("new")).catch((error: Error) => error);
    expect((told as Error).message).toBe(
      `[${scheme}] cannot write ${scheme}://lake/base/thing: access denied. Allow these credentials to write there, or give others.`,
    );
    expect(server.faults.requests).toHaveLength(1);
    const everything = [told, (told as Error).cause].map(
      (error) => `${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`,
    );
    expect(everything.join(" ")).not.toContain(server.secret);
    expect(await messageOf(store.get("thing"))).toMatch(/cannot read .*: access denied/);
    server.faults.reset();
    expect(await text(store, "thing")).toBe("old");
  });

  it("survives a connection that is cut in the middle of an upload", async () => {
    const content = randomBytes(3 * MB);
    server.faults.inject({ times: 2, cutUploadAfter: MB, matches: uploads });
    await store.put("cut", content);
    expect(Buffer.compare(await store.get("cut"), content)).toBe(0);
    server.faults.inject({ times: 1000, cutUploadAfter: MB, matches: uploads });
    expect(await messageOf(store.put("cut", randomBytes(3 * MB)))).toMatch(
      /^\[..\] cannot write ..:\/\/lake\/base\/cut: the store does not answer or cuts the connection after 5 tries \(.+\)\. The old value is still stored\. Check/,
    );
    server.faults.reset();
    expect(Buffer.compare(await store.get("cut"), content)).toBe(0);
  });

  it.skipIf(scheme !== "s3" && !isSoak)("survives the same in an upload of many parts", async () => {
    const content = randomBytes(40 * MB);
    server.faults.inject({ times: 2, cutUploadAfter: 2 * MB, matches: uploads });
    server.faults.inject({ times: 2, status: 503, matches: uploads });
    await store.put("parts", content);
    expect(
      createHash("sha256")
        .update(await store.get("parts"))
        .digest("hex"),
    ).toBe(createHash("sha256").update(content).digest("hex"));
    server.faults.inject({ times: 1000, cutUploadAfter: 2 * MB, matches: uploads });
    expect(await messageOf(store.put("parts", randomBytes(40 * MB)))).toMatch(/^\[..\] cannot write ..:\/\/lake\/base\/parts: /);
    server.faults.reset();
    expect(
      createHash("sha256")
        .update(await store.get("parts"))
        .digest("hex"),
    ).toBe(createHash("sha256").update(content).digest("hex"));
  });

  it.skipIf(scheme !== "s3")("survives that the answer to the last request of an upload is lost", async () => {
    const content = randomBytes(20 * MB);
    const completes = (method: string, url: string) => method === "POST" && /uploadId=/.test(url);
    server.faults.inject({ times: 1, cutDownloadAfter: 0, matches: completes });
    await store.put("answered", content);
    expect(server.faults.requests.filter((request) => completes(...(request.split(" ") as [string, string])))).toHaveLength(2);
    expect(Buffer.compare(await store.get("answered"), content)).toBe(0);
  });

  it.skipIf(scheme !== "gs")("refuses what was changed on its way (the other test servers compare no checksums)", async () => {
    for (const size of [100_000, 20 * MB]) {
      server.faults.inject({ times: 1000, corruptPiecesAbove: 10_000 });
      expect(await messageOf(store.put("thing", Buffer.alloc(size)))).toMatch(
        /cannot write .*: the checksum does not match. The old value/,
      );
      server.faults.reset();
      expect(await text(store, "thing")).toBe("old");
    }
  });

  it("resumes a download where the connection was cut", async () => {
    const content = randomBytes(4 * MB);
    await store.put("down", content);
    server.faults.reset();
    server.faults.inject({ times: 2, cutDownloadAfter: MB, matches: downloads });
    expect(Buffer.compare(await store.get("down"), content)).toBe(0);
    expect(server.faults.requests).toHaveLength(3);
    server.faults.inject({ times: 1000, cutDownloadAfter: 0, matches: downloads });
    expect(await messageOf(store.get("down"))).toMatch(
      /cannot read ..:\/\/lake\/base\/down: the store does not answer or cuts the connection/,
    );
  });

  it("never mixes two contents when the object is replaced while it is read", async () => {
    const [old, fresh] = [Buffer.alloc(4 * MB, 1), Buffer.alloc(4 * MB, 2)];
    await store.put("mixed", old);
    const chunks = store.stream("mixed")[Symbol.asyncIterator]();
    server.faults.inject({ times: 1, cutDownloadAfter: MB, matches: downloads });
    const seen: Uint8Array[] = [(await chunks.next()).value];
    server.faults.reset();
    await store.put("mixed", fresh);
    const told = await (async () => {
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) seen.push(next.value);
      return "whole";
    })().catch((error: Error) => error.message);
    expect(told).toMatch(/^whole$|cannot read ..:\/\/lake\/base\/mixed: it was replaced while it was read. Run again./);
    expect(new Set(Buffer.concat(seen))).toEqual(new Set([1]));
    server.faults.inject({ times: 1, cutDownloadAfter: MB, matches: downloads });
    expect(new Set(await store.get("mixed"))).toEqual(new Set([2]));
  });

  it("gives a silent server up, and says so", async () => {
    const impatient = await openObjectStore(server.uri, { ...server.options, retries: 1, timeout: 0.2 });
    server.faults.inject({ times: 10, silent: true });
    expect(await messageOf(impatient.put("thing", Buffer.from("new")))).toMatch(
      /the store does not answer .*after 2 tries \(no answer for/,
    );
    await impatient.close();
  });

  it("stops waiting when the run is canceled", async () => {
    const patient = await openObjectStore(server.uri, { ...server.options, retries: 50, retryDelay: 60_000 });
    server.faults.inject({ times: 100, status: 503 });
    const controller = new AbortController();
    const putting = patient.put("thing", Buffer.from("new"), controller.signal);
    await expect.poll(() => server.faults.requests.length).toBe(1);
    controller.abort(new Error("the run was canceled"));
    expect(await messageOf(putting)).toBe("the run was canceled");
    await patient.close();
  });

  it("survives a restart of the server, and says when it is away", async () => {
    await server.down();
    expect(await messageOf(store.put("thing", Buffer.from("new")))).toMatch(
      /does not answer or cuts the connection after 5 tries .*The old value is still stored/,
    );
    await server.up();
    expect(await text(store, "thing")).toBe("old");
    await store.put("thing", Buffer.from("new"));
    expect(await text(store, "thing")).toBe("new");
    await store.put("thing", Buffer.from("old"));
  });

  it(`says that a ${bucket} does not exist`, async () => {
    const elsewhere = await openObjectStore(`${scheme}://nowhere/x`, server.options);
    expect(await messageOf(elsewhere.put("thing", Buffer.from("new")))).toBe(
      `[${scheme}] cannot write ${scheme}://nowhere/x/thing: there is no such ${bucket}. Create it, or correct the address.`,
    );
    expect(await messageOf(elsewhere.get("thing"))).toMatch(new RegExp(`there is no such ${bucket}`));
    await elsewhere.close();
  });
});

describe("without what it takes to ask", () => {
  const saved = { ...process.env };
  beforeAll(() => {
    for (const name of Object.keys(process.env)) if (/^(AWS|AZURE|GOOGLE)_/.test(name)) delete process.env[name];
    Object.assign(process.env, { HOME: "/nowhere", AWS_EC2_METADATA_DISABLED: "true" });
  });
  afterAll(() => {
    process.env = saved;
  });

  it("S3 asks for credentials, or for a region", async () => {
    const nobody = await openObjectStore("s3://lake", { s3: { region: "eu-central-1", endpoint: "http://127.0.0.1:9" } });
    expect(await messageOf(nobody.get("x"))).toBe(
      "[s3] cannot read s3://lake/x: no credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, sign in with the AWS tools, or give them as the option s3.",
    );
    const nowhere = await openObjectStore("s3://lake", { s3: { accessKeyId: "a", secretAccessKey: "b" } });
    expect(await messageOf(nowhere.get("x"))).toBe(
      "[s3] cannot read s3://lake/x: no region is known. Set AWS_REGION, or give s3: { region: … }.",
    );
  });

  it("Azure asks for an account", async () => {
    expect(await messageOf(openObjectStore("az://lake"))).toBe(
      '[az] cannot open az://lake: no account is known. Set AZURE_STORAGE_ACCOUNT, or give az: { account: "…" }.',
    );
  });
});

describe("what a vendor's error means", () => {
  it.each([
    [{ name: "ExpiredToken", $metadata: { httpStatusCode: 400 } }, "denied"],
    [{ name: "ApiError", code: 403, errors: [{ reason: "userRateLimitExceeded" }] }, "throttled"],
    [{ name: "ServerBusy", statusCode: 503 }, "throttled"],
    [{ name: "FetchError", code: "ECONNRESET" }, "unreachable"],
    [Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("x"), { code: "UND_ERR_SOCKET" }) }), "unreachable"],
    [{ name: "NotImplemented", statusCode: 501 }, "other"],
    [{ name: "RestError", code: "ContainerNotFound", statusCode: 404 }, "no bucket"],
    [{ name: "NoSuchKey", $metadata: { httpStatusCode: 404 } }, "absent"],
  ])("%o", (error, meaning) => {
    expect(meaningOf(error)).toBe(meaning);
  });

  it("is told without the credentials it may hold", () => {
    const error = new Error("GET https://x/y?sv=1&sig=abc%2Fdef&X-Amz-Signature=123 with AccountKey=topsecret; and hunter22");
    const { message } = scrubbed(error, ["hunter22"]);
    expect(message).toBe("GET https://x/y?sv=1&sig=***&X-Amz-Signature=*** with AccountKey=***; and ***");
  });
});

describe("an address", () => {
  it.each([
    ["s3://bucket", { scheme: "s3", bucket: "bucket", prefix: "" }],
    ["gs://bucket/a/b/", { scheme: "gs", bucket: "bucket", prefix: "a/b/" }],
    ["az://container//x y", { scheme: "az", bucket: "container", prefix: "x y/" }],
    ["file:///tmp/x%20y", { scheme: "file", path: "/tmp/x y" }],
    ["data/x", { scheme: "file", path: "/project/data/x" }],
    ["/abs", { scheme: "file", path: "/abs" }],
  ])("%s is understood", (uri, address) => {
    expect(parseAddress(uri, "/project")).toEqual(address);
  });

  it("is refused where no store has its scheme, or the bucket is missing", () => {
    expect(() => parseAddress("ftp://host/x", "/")).toThrow(
      "the address ftp://host/x has the scheme ftp://, which is not supported. Use s3://",
    );
    expect(() => parseAddress("s3:///x", "/")).toThrow("the address s3:///x does not contain a bucket. Write s3://bucket/prefix.");
  });
});

it("a library that is not installed is named with the command that installs it", async () => {
  const missing = () => import("no-such-package-of-anyone" as string);
  await expect(importLibrary(missing, "@aws-sdk/client-s3", "s3://lake")).rejects.toThrow(
    "s3://lake needs the package @aws-sdk/client-s3. Install it: npm install @aws-sdk/client-s3",
  );
});
