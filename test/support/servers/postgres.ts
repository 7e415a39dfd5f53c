// A real PostgreSQL server for tests: Debian's binaries, with its own folder and port. It ends with the process that started it.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pg from "pg";
import { atEnd } from "../at-end.js";

const USER = "millrace";
export const PASSWORD = "s3cret:p@ss/word";

/** Stops the server when this end of the pipe is closed, for any reason. */
const KEEPER = `exec 3<&0; "$@" & pid=$!; (cat <&3 >/dev/null; kill -QUIT $pid) & wait $pid`;

/** Ends all other sessions, and drops everything in a database. */
const EMPTY = `
select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
do $$
declare name text;
begin
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', name);
  end loop;
  create schema public;
  grant all on schema public to public;
end $$`;

export class PostgresServer {
  readonly port: number;
  readonly #dir: string;
  #keeper: ChildProcess | null = null;
  readonly #databases = new Set<string>();

  private constructor(dir: string, port: number) {
    this.#dir = dir;
    this.port = port;
  }

  /** The server's folder. The server runs as the owner of this folder. */
  get folder(): string {
    return this.#dir;
  }

  static async start(): Promise<PostgresServer> {
    const dir = newFolder();
    execFileSync("cp", ["-a", join(emptyCluster(), "data"), dir], { stdio: ["ignore", "ignore", "pipe"] });
    mkdirSync(join(dir, "socket"));
    own(join(dir, "socket"));
    const server = new PostgresServer(dir, await freePort());
    await server.up();
    return server;
  }

  /** Starts the server again after `down`, on the same port with the same data. */
  async up(): Promise<void> {
    const settings = [
      "listen_addresses=127.0.0.1",
      "fsync=off",
      "full_page_writes=off",
      "autovacuum=off",
      "wal_level=minimal",
      "max_wal_senders=0",
      "shared_buffers=32MB",
      "max_wal_size=256MB",
      "timezone=Asia/Kolkata",
    ];
    const args = ["-D", join(this.#dir, "data"), "-p", String(this.port), "-k", join(this.#dir, "socket")];
    const keeper = spawn("sh", ["-c", KEEPER, "sh", binary("postgres"), ...args, ...settings.flatMap((setting) => ["-c", setting])], {
      ...identity(),
      cwd: this.#dir,
      stdio: ["pipe", "ignore", "pipe"],
    });
    this.#keeper = keeper;
    let told = "";
    await new Promise<void>((resolve, reject) => {
      keeper.stderr?.on("data", (chunk: Buffer) => {
        told = (told + chunk.toString()).slice(-4000);
        if (told.includes("ready to accept connections")) resolve();
      });
      keeper.on("exit", () => reject(new Error(`postgres did not start:\n${told}`)));
    });
  }

  /** Stops the server at once, like a crash of its machine. */
  async down(): Promise<void> {
    const keeper = this.#keeper;
    if (keeper === null || keeper.exitCode !== null) return;
    const gone = once(keeper, "exit");
    keeper.stdin?.end();
    await gone;
    this.#keeper = null;
  }

  async stop(): Promise<void> {
    await this.down();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  url(database = "postgres"): string {
    return `postgresql://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  /** An empty database with this name. */
  async freshDatabase(name: string): Promise<string> {
    // Emptying a database takes a tenth of the time of creating one.
    if (this.#databases.has(name)) await this.query(EMPTY, name);
    else await this.query(`create database "${name}"`);
    this.#databases.add(name);
    return this.url(name);
  }

  async query<Row = Record<string, unknown>>(text: string, database = "postgres", values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    // A stopped server reports an error here, too. The query itself is rejected.
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(text, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }
}

let cluster: string | undefined;

/** A cluster without data, created once per process. Copying it takes a tenth of the time. */
function emptyCluster(): string {
  if (cluster !== undefined) return cluster;
  const dir = newFolder();
  atEnd(() => rmSync(dir, { recursive: true, force: true }));
  const passwordFile = join(dir, "password");
  writeFileSync(passwordFile, PASSWORD);
  own(passwordFile);
  execFileSync(
    binary("initdb"),
    ["-D", join(dir, "data"), "-U", USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--locale=C.UTF-8", "-N"],
    { ...identity(), cwd: dir, stdio: ["ignore", "ignore", "pipe"] },
  );
  cluster = dir;
  return dir;
}

function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "millrace-postgres-"));
  own(dir);
  return dir;
}

/** PostgreSQL refuses to run as root. */
function identity(): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  if (process.getuid?.() !== 0) return { env };
  return { uid: idOf("-u"), gid: idOf("-g"), env };
}

function idOf(flag: "-u" | "-g"): number {
  try {
    return Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim());
  } catch {
    return 65_534;
  }
}

function own(path: string): void {
  const { uid, gid } = identity();
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

function binary(name: string): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(delimiter)];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name}: not found. Install PostgreSQL: apt-get install postgresql`);
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
