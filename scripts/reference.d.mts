// What tests use of reference.mjs.

/** The text docs/reference.md should have. */
export function freshReference(): string;
