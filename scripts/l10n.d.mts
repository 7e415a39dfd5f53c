// What tests use of l10n.mjs.

/** The text l10n/bundle.l10n.json should have. */
export function freshBundle(): Promise<string>;
