// What tests use of managers.mjs.

/** Path, relative to the repository, of the list. */
export const LIST: string;

/** The text that the list should have. */
export function freshList(): string;
