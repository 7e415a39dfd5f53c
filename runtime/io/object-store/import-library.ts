// Imports libraries that users install when they need them.

/** The module, or an error that says what to install. `needed` is the feature that needs it. */
export async function importLibrary<T>(load: () => Promise<T>, packageName: string, needed: string): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    if (!isMissing)
      throw new Error(`the package ${packageName} cannot be loaded: ${message}. Install it again: npm install ${packageName}`, { cause });
    throw new Error(`${needed} needs the package ${packageName}. Install it: npm install ${packageName}`, { cause });
  }
}
