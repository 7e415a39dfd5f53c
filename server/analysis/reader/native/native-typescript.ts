// The part of TypeScript 7's native API that is used. The API is unstable, and only this file depends on its shape.
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
  /** `undefined`: use the file on disk. `null`: the file does not exist. */
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
  /** The same bits as in TypeScript 6. */
  readonly flags: number;
  readonly declarations: readonly NativeHandle[];
  readonly valueDeclaration: NativeHandle | undefined;
}

export interface NativeHandle {
  readonly path: string;
  resolve(): NativeNode | undefined;
}

/** A property that a kind of type does not have is undefined or throws, so the flags must be checked first. */
export interface NativeType {
  readonly id: number;
  /** The same bits as in TypeScript 6, also those of `objectFlags`. */
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

/** The result of `ask`. If the other process fails or has ended, the question is unanswered. */
export function answered<Answer>(ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    throw error instanceof Unanswered ? error : new Unanswered(String(error));
  }
}

/** The same object, with every method wrapped in `answered`. */
export function answering<Asked extends object>(asked: Asked): Asked {
  return new Proxy(asked, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...parameters: unknown[]) => answered(() => method.apply(target, parameters) as unknown);
    },
  });
}

/** This API cannot answer the question, so the other engine is asked. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}
