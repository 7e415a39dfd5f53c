// Installs the dependencies if they are missing or differ from the lockfile, so that every script works after a clone.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const root = path.dirname(import.meta.dirname);
if (isOutdated()) {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // Installed packages need not be downloaded again. `--no-save` leaves the lockfile unchanged.
  const isFirst = !existsSync(path.join(root, "node_modules"));
  const args = [...(isFirst ? ["ci"] : ["install", "--no-save"]), "--no-audit", "--no-fund"];
  console.log(`Installing dependencies (npm ${args[0]}) …`);
  const result = spawnSync(npm, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (result.status !== 0) {
    console.error("npm failed. Look above for the reason, then run the command again.");
    process.exit(1);
  }
}

/** Whether the installed packages differ from the lockfile. */
function isOutdated() {
  const installedFile = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(installedFile)) return true;
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).some(([place, entry]) => {
    if (!place.startsWith("node_modules/") || entry.link) return false;
    const found = installed[place];
    // Optional packages of other platforms may be absent.
    return found ? found.version !== entry.version : !entry.optional;
  });
}
