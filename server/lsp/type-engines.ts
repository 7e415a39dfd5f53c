// Which TypeScript answers questions about types, according to the setting `millrace.typeEngine`.
import type { ClientSettings, TypeEngine } from "../../runtime/contract/editor.js";
import type { NativeTypeScript } from "../analysis/index.js";
import type { NativeUnavailable } from "./native-typescript.js";

export interface TypeEngines {
  configure(settings: Partial<ClientSettings>): void;
  /** The native TypeScript of the project in `dir`. Null while it is loading, and if TypeScript 6 answers. */
  native(dir: string): NativeTypeScript | null;
  /** Why another engine answers than the setting says. Null if that is not the case. */
  note(dir: string): string | null;
}

export interface TypeEnginesOptions {
  /** Null if no process can be started. */
  readonly load: ((dir: string) => Promise<NativeTypeScript | NativeUnavailable>) | null;
  /** Why a project's own programs may not be started. Null if they may. */
  readonly refusal: () => string | null;
  /** Another engine answers for the project in `dir`, or for all. */
  readonly changed: (dir: string | null) => void;
}

export function createTypeEngines({ load, refusal, changed }: TypeEnginesOptions): TypeEngines {
  let wanted: TypeEngine = "auto";
  let trusted = false;
  /** By folder. Null while it is loading. */
  const found = new Map<string, NativeTypeScript | NativeUnavailable | null>();

  const isNative = () => wanted === "native" && trusted && load !== null;

  return {
    configure(settings) {
      const before = isNative();
      wanted = settings.typeEngine ?? "auto";
      trusted = settings.trusted === true;
      if (isNative() === before) return;
      found.clear();
      changed(null);
    },
    native(dir) {
      if (!isNative() || load === null) return null;
      const known = found.get(dir);
      if (known === undefined) {
        found.set(dir, null);
        void load(dir).then((answer) => {
          found.set(dir, answer);
          changed(dir);
        });
      }
      return known && "API" in known ? known : null;
    },
    note(dir) {
      if (wanted !== "native" || load === null) return null;
      const known = found.get(dir);
      return isNative() ? (known && "reason" in known ? known.reason : null) : refusal();
    },
  };
}
