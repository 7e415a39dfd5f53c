// What is known about the machine if the system does not report it.
import { homedir } from "node:os";
import { parse } from "node:path";
import { expect, test } from "vitest";
import { homeFolder } from "../../../runtime/host/machine.js";

test("the home folder, and the root for a user without a name and without HOME", () => {
  expect(homeFolder()).toBe(homedir());
  const nameless = () => {
    throw new Error("A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)");
  };
  expect(homeFolder(nameless)).toBe(parse(process.cwd()).root);
});
