// What the user asked for in a way that cannot be done: told in a sentence, exit code 2.
export class UsageError extends Error {}
