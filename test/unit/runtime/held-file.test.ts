// A file that another program on Windows holds: the operation is repeated for some seconds, then the error is reported.
import { expect, test } from "vitest";
import { isHeld, onceReleased } from "../../../runtime/disk/held-file.js";

const refusal = (code: string, syscall = "rename") => Object.assign(new Error(`${code}: no, ${syscall}`), { code, syscall });

/** An operation that fails this many times. */
function refused(times: number, code: string) {
  let tries = 0;
  return async () => {
    if (++tries <= times) throw refusal(code);
    return tries;
  };
}

test.each(["EBUSY", "EPERM", "EACCES"])("%s passes", async (code) => {
  expect(await onceReleased(refused(3, code), { platform: "win32" })).toBe(4);
});

test("what does not pass is thrown as the system said it", async () => {
  await expect(onceReleased(refused(1000, "EBUSY"), { platform: "win32", patience: 100 })).rejects.toMatchObject({ code: "EBUSY" });
});

test("another failure is thrown at once, and so is any on other systems", async () => {
  await expect(onceReleased(refused(1, "ENOSPC"), { platform: "win32" })).rejects.toMatchObject({ code: "ENOSPC" });
  await expect(onceReleased(refused(1, "EPERM"), { platform: "linux" })).rejects.toMatchObject({ code: "EPERM" });
});

test("a folder where nobody may write is not called held", () => {
  expect(isHeld(refusal("EPERM", "open"), "win32")).toBe(false);
  expect(isHeld(refusal("EBUSY", "open"), "win32")).toBe(true);
  expect(isHeld(refusal("EPERM", "rename"), "win32")).toBe(true);
  expect(isHeld(refusal("EACCES", "unlink"), "win32")).toBe(true);
  expect(isHeld(refusal("EBUSY", "rename"), "linux")).toBe(false);
});
