// The functions of l10n.mjs that tests use.

/** The correct text of l10n/bundle.l10n.json. */
export function freshBundle(): Promise<string>;
