// Finds a Chromium for the editor tests, or installs one: Debian's package for root, else Playwright's build.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of a browser: MILLRACE_CHROMIUM, then the PATH, then Playwright's build. Installs one if none exists. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  const attempts = [...(isRoot() && onPath("apt-get") ? [installDebian] : []), installPlaywright];
  const reasons: string[] = [];
  for (const attempt of attempts) {
    try {
      attempt();
    } catch (error) {
      reasons.push(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
      continue;
    }
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    `The editor tests need a Chromium, and none could be installed (${reasons.join("; ")}). ` +
      "Install one (Debian: apt-get install chromium), or set MILLRACE_CHROMIUM to its path.",
  );
}

function findChromium(): string | undefined {
  const named = process.env.MILLRACE_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`MILLRACE_CHROMIUM=${named}: no such file. Set it to the path of a Chromium, or unset it.`);
  }
  for (const name of names) {
    const file = onPath(name);
    if (file) return file;
  }
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

function installDebian(): void {
  console.log("Installing Debian's chromium-headless-shell …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) => execFileSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
  try {
    apt("install", "-y", "--no-install-recommends", "chromium-headless-shell");
  } catch {
    apt("update");
    apt("install", "-y", "--no-install-recommends", "chromium-headless-shell");
  }
}

function installPlaywright(): void {
  console.log("Installing Playwright's Chromium …");
  const cli = path.join(path.dirname(createRequire(path.resolve("package.json")).resolve("playwright-core/package.json")), "cli.js");
  execFileSync(
    process.execPath,
    [cli, "install", "--with-deps", "--only-shell", "chromium"].filter((arg) => arg !== "--with-deps" || isRoot()),
    {
      stdio: "inherit",
    },
  );
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {}
  }
  return undefined;
}
