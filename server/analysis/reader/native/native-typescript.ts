// The part of TypeScript 7's native API that types are asked of. It is called unstable: this file names all of it that is used.
import type { ts } from "../typescript.js";

/** The module `typescript/unstable/sync` of the project's own TypeScript. */
export interface NativeTypeScript {
  /** Starts the native process. */
  readonly API: new (
    options: NativeOptions,
  ) => NativeApi;
}

export interface NativeOptions {
  readonly cwd: string;
  /** `undefined` is what the disk says, `null` is no such file. */
  readonly fs: { readFile(path: string): string | null | undefined; fileExists(path: string): boolean | undefined };
}

export interface NativeApi {
  updateSnapshot(changes: {
    readonly openProjects?: readonly string[];
    readonly fileChanges?: { readonly changed: readonly string[] } | { readonly invalidateAll: true };
  }): NativeSnapshot;
  close(): void;
}

export interface NativeSnapshot {
  getProject(configFile: string): NativeProject | undefined;
  dispose(): void;
}

export interface NativeProject {
  readonly checker: NativeChecker;
  readonly program: {
    getSourceFile(file: string): NativeSourceFile | undefined;
    getSemanticDiagnostics(file: string): readonly NativeDiagnostic[];
  };
}

export interface NativeNode {
  readonly pos: number;
  readonly end: number;
  readonly kind: number;
  forEachChild(visit: (node: NativeNode) => unknown): unknown;
  getSourceFile(): NativeSourceFile;
}

export interface NativeSourceFile extends NativeNode {
  readonly text: string;
  readonly fileName: string;
}

export interface NativeDiagnostic {
  readonly pos: number;
  readonly end: number;
  readonly code: number;
  readonly text: string;
  readonly messageChain?: readonly NativeDiagnostic[] | undefined;
}

export interface NativeSymbol {
  readonly id: number;
  readonly name: string;
  /** Bits as in TypeScript 6. */
  readonly flags: number;
  readonly declarations: readonly NativeHandle[];
  readonly valueDeclaration: NativeHandle | undefined;
}

export interface NativeHandle {
  readonly path: string;
  resolve(): NativeNode | undefined;
}

/** What the kind of a type does not have is undefined or throws: flags are asked first. */
export interface NativeType {
  readonly id: number;
  /** Bits as in TypeScript 6, these and those of objects. */
  readonly flags: number;
  readonly objectFlags?: number;
  readonly value?: string | number | boolean | bigint;
  readonly isThisType?: boolean;
  readonly elementFlags?: readonly ts.ElementFlags[];
  getSymbol(): NativeSymbol | undefined;
  getAliasSymbol(): NativeSymbol | undefined;
  getAliasTypeArguments(): readonly NativeType[];
  getTypes(): readonly NativeType[] | undefined;
  getTarget(): NativeType;
  getObjectType(): NativeType;
  getIndexType(): NativeType;
  getCheckType(): NativeType;
}

export interface NativeSignature {
  readonly id: number;
  readonly typeParameters?: readonly number[] | undefined;
  getParameters(): readonly NativeSymbol[];
}

export interface NativeChecker {
  getSymbolAtLocation(node: NativeNode): NativeSymbol | undefined;
  getTypeAtLocation(node: NativeNode): NativeType | undefined;
  getTypeOfSymbol(symbol: NativeSymbol): NativeType | undefined;
  getTypeOfSymbol(symbols: readonly NativeSymbol[]): readonly (NativeType | undefined)[];
  getTypeOfSymbolAtLocation(symbol: NativeSymbol, node: NativeNode): NativeType;
  getDeclaredTypeOfSymbol(symbol: NativeSymbol): NativeType;
  getSignaturesOfType(type: NativeType, kind: number): readonly NativeSignature[];
  getSignatureFromDeclaration(node: NativeNode): NativeSignature | undefined;
  getReturnTypeOfSignature(signature: NativeSignature): NativeType | undefined;
  getNonNullableType(type: NativeType): NativeType | undefined;
  getBaseConstraintOfType(type: NativeType): NativeType | undefined;
  getBaseTypes(type: NativeType): readonly NativeType[];
  getPropertiesOfType(type: NativeType): readonly NativeSymbol[];
  getPropertyOfType(type: NativeType, name: string): NativeSymbol | undefined;
  getIndexInfosOfType(
    type: NativeType,
  ): readonly { readonly keyType: NativeType; readonly valueType: NativeType; readonly isReadonly: boolean }[];
  getTypeArguments(type: NativeType): readonly NativeType[];
  getExportsOfModule(symbol: NativeSymbol): readonly NativeSymbol[];
  getUndefinedType(): NativeType;
  getNullType(): NativeType;
  getStringType(): NativeType;
  getUnknownType(): NativeType;
  isTypeAssignableTo(given: NativeType, taken: NativeType): boolean;
  isArrayType(type: NativeType): boolean;
  isTupleType(type: NativeType): boolean;
  typeToString(type: NativeType, node?: NativeNode, flags?: number): string;
}

/** What `ask` gives; where the other process fails or has ended, the question is unanswered. */
export function answered<Answer>(ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    throw error instanceof Unanswered ? error : new Unanswered(String(error));
  }
}

/** The same object, all of whose methods are asked so. */
export function answering<Asked extends object>(asked: Asked): Asked {
  return new Proxy(asked, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...parameters: unknown[]) => answered(() => method.apply(target, parameters) as unknown);
    },
  });
}

/** A question that this API has no answer to: the other engine is asked. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}
