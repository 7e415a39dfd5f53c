// Installs the dependencies when they are missing or not those of the lockfile, so that every script works right after a clone.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const root = path.dirname(import.meta.dirname);
const verb = installVerb();
if (verb) {
  console.log(`Installing dependencies (npm ${verb}) …`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, [verb, "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (result.status !== 0) {
    console.error(`npm ${verb} failed. Look above for the reason, then run the command again.`);
    process.exit(1);
  }
}

/** `ci` for a fresh tree, `install` to mend one in use, null when what is installed is what the lockfile says. */
function installVerb() {
  const installedFile = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(installedFile)) return "ci";
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  const differs = Object.entries(wanted).some(([place, entry]) => {
    if (!place.startsWith("node_modules/") || entry.link) return false;
    const found = installed[place];
    // Optional packages of other platforms are rightly absent.
    return found ? found.version !== entry.version : !entry.optional;
  });
  return differs ? "install" : null;
}
