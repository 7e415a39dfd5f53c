// Answers questions about types: what an asset returns, what a parameter accepts, whether one fits the other.

import type { DeclaredColumn, FileExtension, Form } from "../../../runtime/contract/asset.js";
import type { Place } from "../../../runtime/contract/problem.js";
import type { Span } from "../facts.js";
import type { FileAccess } from "../file-access.js";
import { groupBy } from "../group-by.js";
import type { Edge, ResolvedAsset, ResolvedInput } from "../model.js";
import { orElse } from "../or-else.js";
import { type Annotation, annotationOf } from "./annotation.js";
import { declaredSignature, isAnnotated, isGeneric, saysItself } from "./asset-signature.js";
import { assignable, byConstraint } from "./assignable.js";
import { type Difference, firstDifference } from "./difference.js";
import { createExplainer, type Explainer } from "./explain.js";
import { type Extraction, extractionOf } from "./extraction.js";
import { hasFreeTypes } from "./free-types.js";
import { needsArguments } from "./needs-arguments.js";
import { findFunction, nodesAt } from "./nodes-at.js";
import { type ParameterUse, usesOf } from "./parameter-uses.js";
import { isLikeMap, mapValue, valueOfPartition } from "./partition-maps.js";
import type { ProgramReader } from "./program.js";
import type { Readers } from "./program-readers.js";
import { columnsOf, elementOf, extensionOf, isAnything, isAsset, isNothing, type ReadType, readType, unwrapReturn } from "./read-type.js";
import { resolutionHost } from "./resolution-host.js";
import type { Resolver } from "./resolve.js";
import { type StoreRules, unstorable } from "./storable.js";
import type { Fault } from "./storable-parts.js";
import { createSymbols, type Symbols } from "./symbols.js";
import { ts } from "./typescript.js";

/** What is read from one type. Expensive parts are computed on demand, which must be before the next edit. */
export interface InputType {
  readonly form: Form;
  /** The type as TypeScript prints it at its place. */
  readonly text: string;
  /** Whether it is `any` or `unknown`, so that there is nothing to check. */
  readonly anything: boolean;
  /** Undefined if the type does not determine them. */
  readonly columns: readonly DeclaredColumn[] | undefined;
  readonly extension: FileExtension | undefined;
}

export interface OutputType extends InputType {
  /** The return type is void, declared or inferred, so nothing is stored. */
  readonly nothing: boolean;
}

/** Why a value does not fit a parameter. */
export interface Mismatch {
  /** TypeScript's own explanation. */
  readonly explanation: string;
  /** The first part that differs, if there is one. */
  readonly difference: Difference | null;
}

/** If TypeScript itself fails at a type, the answer is the same as for a missing function. */
export interface Types {
  output(asset: ResolvedAsset): OutputType | null;
  /** `ofMap`: the parameter takes a map of values by partition, and the answer is about these values. */
  input(consumer: ResolvedAsset, input: ResolvedInput, ofMap?: boolean): InputType | null;
  /** The first part of an asset's return value that certainly cannot be stored under these rules. */
  unstorable(asset: ResolvedAsset, rules: StoreRules): Fault | null;
  /**
   * TypeScript's explanation for each edge whose value does not fit its parameter. Edges that fit, or that cannot be checked, are left
   * out. `failed` is called for each edge at whose types TypeScript itself fails.
   */
  mismatches(edges: readonly Edge[], failed?: (edge: Edge, error: unknown) => void): ReadonlyMap<Edge, Mismatch>;
  /**
   * Announces the edges that `mismatches` will be called with after this edit, so that TypeScript reads the project once for all of them.
   */
  expect(edges: readonly Edge[]): void;
  /** The annotation that a parameter of `consumer` needs to accept the value of `upstream`. */
  annotation(consumer: ResolvedAsset, upstream: ResolvedAsset): Annotation | null;
  /** Whether the expression there is certainly a function that cannot be called without arguments. */
  needsArguments(place: Place): boolean;
  /** Every use of a parameter in its function, its declaration first. Null if `wanted` already means something there. */
  parameterUses(consumer: ResolvedAsset, input: ResolvedInput, wanted: string): readonly ParameterUse[] | null;
  /** What is needed to compute the selected expression of an asset's function outside of it. Null if that is not possible. */
  extraction(asset: ResolvedAsset, selection: Span): Extracted | null;
  /** Whether an export is an asset, or a list or record of assets, by its type. */
  holdsAssets(file: string, exported: string): boolean;
  readonly symbols: Symbols;
  changed(paths: readonly string[]): void;
  /** Releases all programs. */
  close(): void;
}

export interface Extracted extends Pick<Extraction, "span" | "parameters" | "isAsync"> {
  /** The type of the expression as a parameter would declare it. Null if it cannot be written. */
  readonly annotation: Annotation | null;
}

/** Types from the programs of `readers`, each file with the compiler options of its config. */
export function createTypes(files: FileAccess, { configs }: Resolver, readers: Readers): Types {
  const explainers = new Map<ProgramReader, Explainer>();

  /** An asset is read in the program of the consumer, so that compared types are of the same program. */
  function programFor({ declaration }: ResolvedAsset, ...others: readonly ResolvedAsset[]): ProgramReader {
    const reader = readers.of(declaration?.fn?.file ?? declaration?.file ?? "");
    if (readers.areMany()) reader.include(others.flatMap((other) => other.declaration?.fn?.file ?? []));
    return reader;
  }

  const functionOf = (asset: ResolvedAsset, reader: ProgramReader): ts.SignatureDeclaration | null => {
    const fn = asset.declaration?.fn;
    const source = fn ? reader.program().getSourceFile(fn.file) : undefined;
    return fn && source ? findFunction(source, fn.fact.bodySpan) : null;
  };

  /** The asset's function: itself, or the expression that evaluates to it. */
  function outputOf(asset: ResolvedAsset, reader: ProgramReader): { read: ReadType; node: ts.Node } | null {
    const fn = functionOf(asset, reader);
    const checker = reader.program().getTypeChecker();
    const call = callOf(asset, reader);
    const declared = call && !(fn && saysItself(call, fn)) ? declaredSignature(call, checker) : null;
    const signature = declared ?? (fn ? checker.getSignatureFromDeclaration(fn) : undefined);
    const node = fn ?? call;
    if (!node || !signature) return null;
    const given = unwrapReturn(signature.getReturnType(), checker);
    // If a generic factory creates the asset, each call of the factory decides the type.
    return hasFreeTypes(given, node, checker) ? null : { node, read: readType(given, checker) };
  }

  /** The type that an asset stores, of one partition if it has them. Null if unknown. */
  function storedOf(asset: ResolvedAsset, reader: ProgramReader): { read: ReadType; node: ts.Node } | null {
    const found = outputOf(asset, reader);
    const read = found && valueOfPartition(asset, found.read, reader.program().getTypeChecker());
    return found && read ? { node: found.node, read } : null;
  }

  function inputOf(
    consumer: ResolvedAsset,
    input: ResolvedInput,
    reader: ProgramReader,
  ): { read: ReadType; node: ts.ParameterDeclaration; isDeclared: boolean } | null {
    // By its place, because the first parameters of a bound function are already given.
    const node = functionOf(consumer, reader)?.parameters.find(({ name }) => name.getStart() === input.fact.nameSpan.start);
    if (!node) return null;
    const checker = reader.program().getTypeChecker();
    const call = node.type === undefined ? callOf(consumer, reader) : null;
    const declared = call && declaredSignature(call, checker)?.parameters[input.position];
    const type = declared ? checker.getTypeOfSymbolAtLocation(declared, node) : checker.getTypeAtLocation(node);
    if (hasFreeTypes(type, node.parent, checker)) return null;
    return { node, read: readParameter(byConstraint(type, checker), checker), isDeclared: declared != null || isAnnotated(node) };
  }

  /** The `asset(…)` call, if the asset is created in the file that names it. */
  function callOf({ declaration }: ResolvedAsset, reader: ProgramReader): ts.CallExpression | null {
    if (!declaration || declaration.site.file !== declaration.file) return null;
    const source = reader.program().getSourceFile(declaration.site.file);
    return (source && nodesAt(source, declaration.site).find(ts.isCallExpression)) ?? null;
  }

  function leadsTo(specifier: string, from: ts.SourceFile): string | undefined {
    const host = resolutionHost(files);
    const { options } = configs.of(from.fileName);
    return ts.resolveModuleName(specifier, from.fileName, options, host, undefined, undefined, from.impliedNodeFormat).resolvedModule
      ?.resolvedFileName;
  }

  function fits(edge: Edge): boolean {
    const reader = programFor(edge.consumer, edge.upstream);
    const given = storedOf(edge.upstream, reader);
    const taken = inputOf(edge.consumer, edge.input, reader);
    if (!given || !taken?.isDeclared || isGeneric(taken.node)) return true;
    const checker = reader.program().getTypeChecker();
    if (edge.gives === undefined || isAnything(taken.read.type)) return assignable(given.read, taken.read, checker);
    if (edge.gives === "map") {
      const value = mapValue(taken.read, checker);
      return value === null ? isLikeMap(taken.read, checker) : assignable(given.read, value, checker);
    }
    const absent = edge.gives === "nullable" ? checker.getNullType() : checker.getUndefinedType();
    return checker.isTypeAssignableTo(absent, taken.read.type) && assignable(given.read, taken.read, checker);
  }

  return {
    output: (asset) => orElse(null, () => output(asset)),
    input: (consumer, input, ofMap = false) => orElse(null, () => inputTypeOf(consumer, input, ofMap)),
    unstorable(asset, rules) {
      const reader = programFor(asset);
      const found = outputOf(asset, reader);
      return found ? unstorable(found.read.type, rules, { checker: reader.program().getTypeChecker(), seen: new Set() }) : null;
    },
    mismatches(edges, failed) {
      const fails = (edge: Edge) =>
        !orElse(
          true,
          () => fits(edge),
          (error) => failed?.(edge, error),
        );
      const wrong = edges.filter(fails);
      if (wrong.length === 0) return new Map();
      // This comes before explanations, because their questions make TypeScript forget these types.
      const own = new Map(
        wrong.map((edge) => [edge, { plain: orElse("", () => plainly(edge)), difference: orElse(null, () => differenceIn(edge)) }]),
      );
      const explained = orElse(new Map<Edge, string>(), () => explain(wrong.filter(isWhole)));
      return new Map(
        wrong.map((edge) => {
          const { plain = "", difference = null } = own.get(edge) ?? {};
          return [edge, { explanation: explained.get(edge) ?? plain, difference }];
        }),
      );
    },
    expect(edges) {
      for (const [reader, some] of byReader(edges.filter(isWhole))) explainerOf(reader).expect(some);
    },
    annotation(consumer, upstream) {
      const reader = programFor(consumer, upstream);
      const found = storedOf(upstream, reader);
      const at = functionOf(consumer, reader);
      if (!found || !at || isNothing(found.read.type)) return null;
      return annotationOf(found.read.type, at, reader.program(), leadsTo);
    },
    needsArguments: (place) => orElse(false, () => needsArgumentsAt(place)),
    parameterUses(consumer, input, wanted) {
      const reader = programFor(consumer);
      const node = inputOf(consumer, input, reader)?.node;
      const fn = functionOf(consumer, reader);
      return node && fn ? usesOf(node, fn, wanted, reader.program().getTypeChecker()) : null;
    },
    extraction(asset, selection) {
      const reader = programFor(asset);
      const fn = functionOf(asset, reader);
      const found = fn ? extractionOf(fn, selection, reader.program().getTypeChecker()) : null;
      if (!fn || !found) return null;
      const { span, parameters, isAsync, type } = found;
      const wide = reader.program().getTypeChecker().getBaseTypeOfLiteralType(type);
      return { span, parameters, isAsync, annotation: annotationOf(wide, fn, reader.program(), leadsTo) };
    },
    holdsAssets: (file, exported) => orElse(false, () => holdsAssets(file, exported)),
    symbols: createSymbols(readers),
    changed: readers.changed,
    close: readers.close,
  };

  function output(asset: ResolvedAsset): OutputType | null {
    const reader = programFor(asset);
    const found = outputOf(asset, reader);
    if (!found) return null;
    const { read, node } = found;
    const stored = valueOfPartition(asset, read, reader.program().getTypeChecker()) ?? read;
    return Object.assign(described(stored, read.type, node, reader), { nothing: isNothing(read.type) });
  }

  function inputTypeOf(consumer: ResolvedAsset, input: ResolvedInput, ofMap: boolean): InputType | null {
    const reader = programFor(consumer);
    const found = inputOf(consumer, input, reader);
    if (!found) return null;
    const checker = reader.program().getTypeChecker();
    return described(ofMap ? (mapValue(found.read, checker) ?? found.read) : found.read, found.read.type, found.node, reader);
  }

  function needsArgumentsAt(place: Place): boolean {
    const reader = readers.of(place.file);
    const source = reader.program().getSourceFile(place.file);
    const node = source && nodesAt(source, place).find(ts.isExpression);
    return node !== undefined && needsArguments(node, reader.program().getTypeChecker());
  }

  function holdsAssets(file: string, exported: string): boolean {
    const program = readers.of(file).program();
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    const module = source ? checker.getSymbolAtLocation(source) : undefined;
    const symbol = module ? checker.getExportsOfModule(module).find(({ name }) => name === exported) : undefined;
    return symbol !== undefined && source !== undefined && holdsAsset(checker.getTypeOfSymbolAtLocation(symbol, source), checker);
  }

  /** Each edge is explained in the program in which it was found. */
  function explain(edges: readonly Edge[]): ReadonlyMap<Edge, string> {
    return new Map([...byReader(edges)].flatMap(([reader, some]) => [...explainerOf(reader).explain(some)]));
  }

  function byReader(edges: readonly Edge[]): ReadonlyMap<ProgramReader, readonly Edge[]> {
    return groupBy(edges, ({ consumer, upstream }) => programFor(consumer, upstream));
  }

  function explainerOf(reader: ProgramReader): Explainer {
    const known = explainers.get(reader) ?? createExplainer(reader);
    explainers.set(reader, known);
    return known;
  }

  /** `read` is the type of the value, `type` is the declared type. */
  function described(read: ReadType, type: ts.Type, node: ts.Node, reader: ProgramReader): InputType {
    const checker = reader.program().getTypeChecker();
    return {
      form: read.form,
      anything: isAnything(type),
      get text() {
        return orElse("", () => checker.typeToString(type, node, ts.TypeFormatFlags.NoTruncation));
      },
      get columns() {
        return orElse(undefined, () => (read.row ? columnsOf(read.row, checker, node) : undefined));
      },
      get extension() {
        return orElse(undefined, () => extensionOf(read, checker, node));
      },
    };
  }

  function differenceIn(edge: Edge): Difference | null {
    const reader = programFor(edge.consumer, edge.upstream);
    const checker = reader.program().getTypeChecker();
    const given = storedOf(edge.upstream, reader);
    const taken = inputOf(edge.consumer, edge.input, reader);
    if (!given || !taken) return null;
    const wanted = edge.gives === "map" ? mapValue(taken.read, checker) : taken.read;
    // If the value itself fits, the map does not, or that it may be missing.
    if (wanted === null || (edge.gives !== undefined && assignable(given.read, wanted, checker))) return null;
    return firstDifference(given.read, wanted, checker, taken.node, edge.gives === "map" ? ".get(key)" : "");
  }

  function plainly(edge: Edge): string {
    const reader = programFor(edge.consumer, edge.upstream);
    const checker = reader.program().getTypeChecker();
    const given = storedOf(edge.upstream, reader);
    const taken = inputOf(edge.consumer, edge.input, reader);
    if (!given || !taken) return "";
    const show = (type: ts.Type, node: ts.Node) => checker.typeToString(type, node);
    const stored = show(given.read.type, taken.node);
    const reaches = edge.gives === "map" ? `ReadonlyMap<string, ${stored}>` : `${stored}${OR_ELSE[edge.gives ?? "value"]}`;
    return `Type '${reaches}' is not assignable to type '${show(taken.read.type, taken.node)}'.`;
  }
}

/** Whether the parameter takes the result of one call as it is. TypeScript only compares functions, which do not know about partitions. */
function isWhole({ gives, upstream }: Edge): boolean {
  return gives === undefined && upstream.backfill === "each";
}

/** `Relation<Row> | null` is a relation, which may be null. */
function readParameter(type: ts.Type, checker: ts.TypeChecker): ReadType {
  const read = readType(checker.getNonNullableType(type), checker);
  return read.form === "value" && read.row === null ? readType(type, checker) : { ...read, type };
}

const OR_ELSE = { value: "", map: "", maybe: " | undefined", nullable: " | null" } as const;

/** The SDK brands an asset's type. Without the SDK's types, everything is any and may be an asset. */
function holdsAsset(type: ts.Type, checker: ts.TypeChecker, depth = 0): boolean {
  if (type.flags & ts.TypeFlags.Any) return true;
  if (isAsset(type)) return true;
  if (depth > 2) return false;
  const inner = [...(type.isUnion() ? type.types : []), elementOf(type, checker), type.getStringIndexType()].filter((each) => each != null);
  return inner.some((each) => holdsAsset(each, checker, depth + 1)) || isRecordWithAsset(type, checker);
}

/** An object literal or type literal. Members that are `any` do not count. */
function isRecordWithAsset(type: ts.Type, checker: ts.TypeChecker): boolean {
  const isWritten = ((type.symbol?.flags ?? 0) & (ts.SymbolFlags.ObjectLiteral | ts.SymbolFlags.TypeLiteral)) !== 0;
  if (!isWritten) return false;
  return type.getProperties().some((each) => isAsset(checker.getTypeOfSymbol(each)));
}
