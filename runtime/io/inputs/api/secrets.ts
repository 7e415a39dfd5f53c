// Credentials in texts that others may read: covered in every form in which a server or a library may repeat them.

/** The text with `***` for every secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return formsOf(secrets).reduce((covered, form) => covered.replaceAll(form, "***"), text);
}

/** How many characters the longest form of a secret has. */
export function longestSecret(secrets: readonly string[]): number {
  return formsOf(secrets)[0]?.length ?? 0;
}

/** As it is, in addresses by each of their rules, in JSON and in Base64; the longest first, so that no part of one is left. */
function formsOf(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => {
    const inAddress = [encodeURIComponent(secret), encodeURI(secret), new URLSearchParams({ a: secret }).toString().slice(2)];
    const small = inAddress.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
    const bytes = Buffer.from(secret);
    return [secret, ...inAddress, ...small, JSON.stringify(secret).slice(1, -1), bytes.toString("base64"), bytes.toString("base64url")];
  });
  return [...new Set(forms)].filter((form) => form !== "").sort((a, b) => b.length - a.length);
}

/** A part of an address without its percent signs; as it is where it was never encoded. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
