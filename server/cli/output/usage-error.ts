// The user requested something that is not possible. The message is printed, and the exit code is 2.
export class UsageError extends Error {}
