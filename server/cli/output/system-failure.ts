// Failures of the operating system, for any file: neither the project nor Millrace is the cause.
const REMEDIES: Readonly<Record<string, string>> = {
  EMFILE: "too many files are open in this process. Raise the limit: ulimit -n 8192",
  ENFILE: "too many files are open on this machine. Close some programs, or raise the limit.",
  ENOSPC: "the disk is full. Free some space.",
  EDQUOT: "the quota of this user is used up. Free some space, or raise it.",
  EROFS: "the file system is read-only. Where that is the project's state, name another folder for it with --state.",
  ENOMEM: "there is not enough memory. Close some programs, or raise the limit.",
  EAGAIN: "the system is short of processes or memory. Try again, or raise the limit: ulimit -u",
  ERR_ACCESS_DENIED: "Node.js runs with --permission, which forbids this. Allow it, or run without that flag.",
  EIO: "the disk does not answer as it should.",
};

/** A sentence with the fix. Null if the system is not the cause. */
export function systemFailure(error: unknown): string | null {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const remedy = typeof code === "string" && Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined;
  return remedy === undefined ? null : `millrace failed: ${remedy} (${String(message)})`;
}
