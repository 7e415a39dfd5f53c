// Masks credentials in texts, in every form in which a server or a library may repeat them.

/** The text with `***` for every secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return formsOf(secrets).reduce((covered, form) => covered.replaceAll(form, "***"), text);
}

/** The length of the longest form of a secret. */
export function longestSecret(secrets: readonly string[]): number {
  return formsOf(secrets)[0]?.length ?? 0;
}

/** The secret itself, and its encodings in addresses, JSON and Base64. The longest form comes first, so that no part of it remains. */
function formsOf(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => {
    const inAddress = [encodeURIComponent(secret), encodeURI(secret), new URLSearchParams({ a: secret }).toString().slice(2)];
    const small = inAddress.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
    const bytes = Buffer.from(secret);
    return [secret, ...inAddress, ...small, JSON.stringify(secret).slice(1, -1), bytes.toString("base64"), bytes.toString("base64url")];
  });
  return [...new Set(forms)].filter((form) => form !== "").sort((a, b) => b.length - a.length);
}

/** A part of an address, percent-decoded; unchanged if it was never encoded. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
