// The functions of reference.mjs that tests use.

/** The correct text of docs/reference.md. */
export function freshReference(): string;
