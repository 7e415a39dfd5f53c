// Adapts the native API to the interface of TypeScript 6's checker, as far as analysis uses it, so that one set of rules serves both.
import { ts } from "../typescript.js";
import type { NativeNodes } from "./native-nodes.js";
import {
  answering,
  type NativeChecker,
  type NativeSignature,
  type NativeSymbol,
  type NativeType,
  Unanswered,
} from "./native-typescript.js";

/** The folders of native TypeScript's library files. */
const LIBRARIES = /^(?:bundled:\/\/\/libs|.*\/node_modules\/@typescript\/typescript-[^/]+\/lib)\//;

/** Caches all answers of one snapshot. A type or symbol is always the same object, so that rules may compare them. */
export function createNativeChecker(checkerOfProject: NativeChecker, nodes: NativeNodes, libraryFolder: string): ts.TypeChecker {
  const own = answering(checkerOfProject);
  const types = new Map<number, TypeView>();
  const symbols = new Map<number, SymbolView>();

  class TypeView {
    readonly flags: number;
    readonly objectFlags: number;
    readonly #memo = new Map<string, unknown>();
    constructor(readonly own: NativeType) {
      this.flags = own.flags;
      this.objectFlags = own.flags & ts.TypeFlags.Object ? (own.objectFlags ?? 0) : 0;
    }
    /** Each answer costs a message to the other process, so it is cached. */
    once<T>(name: string, ask: () => T): T {
      if (!this.#memo.has(name)) this.#memo.set(name, ask());
      return this.#memo.get(name) as T;
    }
    get symbol() {
      return this.getSymbol();
    }
    getSymbol() {
      return this.once("symbol", () => symbol(this.own.getSymbol()));
    }
    get aliasSymbol() {
      return this.once("alias", () => symbol(this.own.getAliasSymbol()));
    }
    get aliasTypeArguments() {
      return this.once("aliased", () => (this.aliasSymbol ? this.own.getAliasTypeArguments().map(type) : undefined));
    }
    get types() {
      return this.once("types", () => this.own.getTypes()?.map(type) ?? []);
    }
    get target(): TypeView | undefined {
      return this.once("target", () => (this.objectFlags & ts.ObjectFlags.Reference ? type(this.own.getTarget()) : undefined));
    }
    get elementFlags() {
      return this.own.elementFlags ?? [];
    }
    get minLength() {
      return this.elementFlags.filter((flag) => flag & ts.ElementFlags.Required).length;
    }
    get objectType() {
      return type(this.own.getObjectType());
    }
    get indexType() {
      return type(this.own.getIndexType());
    }
    get checkType() {
      return type(this.own.getCheckType());
    }
    get value() {
      return this.own.value;
    }
    get isThisType() {
      return this.own.isThisType === true;
    }
    isUnion() {
      return (this.flags & ts.TypeFlags.Union) !== 0;
    }
    isIntersection() {
      return (this.flags & ts.TypeFlags.Intersection) !== 0;
    }
    isUnionOrIntersection() {
      return (this.flags & ts.TypeFlags.UnionOrIntersection) !== 0;
    }
    isClass() {
      return (this.objectFlags & ts.ObjectFlags.Class) !== 0;
    }
    isClassOrInterface() {
      return (this.objectFlags & ts.ObjectFlags.ClassOrInterface) !== 0;
    }
    getProperties() {
      return propertiesOf(this);
    }
    getStringIndexType() {
      return indexesOf(this).find(({ keyType }) => (keyType as unknown as TypeView).flags & ts.TypeFlags.String)?.type;
    }
    getCallSignatures() {
      return this.once("calls", () => own.getSignaturesOfType(this.own, ts.SignatureKind.Call).map(signature));
    }
    getConstructSignatures() {
      return this.once("constructs", () => own.getSignaturesOfType(this.own, ts.SignatureKind.Construct).map(signature));
    }
  }

  class SymbolView {
    readonly name: string;
    readonly flags: number;
    type: TypeView | undefined;
    /** Members of one type are requested together. */
    beside: readonly SymbolView[] = [];
    #declarations: ts.Declaration[] | undefined;
    constructor(readonly own: NativeSymbol) {
      this.name = own.name;
      this.flags = own.flags;
    }
    get declarations() {
      this.#declarations ??= this.own.declarations.map(nodes.declaration);
      return this.#declarations.length > 0 ? this.#declarations : undefined;
    }
    get valueDeclaration() {
      return this.own.valueDeclaration && nodes.declaration(this.own.valueDeclaration);
    }
    /** Read by `fileOf`, which needs no tree for it. */
    get declaredIn() {
      return this.own.declarations[0]?.path.replace(LIBRARIES, `${libraryFolder}/`);
    }
  }

  function type(of: NativeType): TypeView {
    const known = types.get(of.id) ?? new TypeView(of);
    types.set(of.id, known);
    return known;
  }

  function symbol(of: NativeSymbol | undefined): SymbolView | undefined {
    if (of === undefined) return undefined;
    const known = symbols.get(of.id) ?? new SymbolView(of);
    symbols.set(of.id, known);
    return known;
  }

  function signature(of: NativeSignature) {
    return {
      own: of,
      typeParameters: of.typeParameters?.length ? of.typeParameters : undefined,
      parameters: of.getParameters().map(symbol),
      getReturnType: () => some(own.getReturnTypeOfSignature(of)),
    };
  }

  const some = (of: NativeType | undefined): TypeView => {
    if (of === undefined) throw new Unanswered("a type");
    return type(of);
  };

  function propertiesOf(of: TypeView): readonly SymbolView[] {
    return of.once("properties", () => {
      const found = own.getPropertiesOfType(of.own).flatMap((each) => symbol(each) ?? []);
      for (const each of found) each.beside = found;
      return found;
    });
  }

  function indexesOf(of: TypeView) {
    return of.once("indexes", () =>
      own
        .getIndexInfosOfType(of.own)
        .map(({ keyType, valueType, isReadonly }) => ({ keyType: type(keyType), type: type(valueType), isReadonly })),
    );
  }

  function typeOfSymbol(of: SymbolView): TypeView {
    if (of.type === undefined) {
      const asked = of.beside.filter((each) => each.type === undefined);
      if (!asked.includes(of)) of.type = some(own.getTypeOfSymbol(of.own));
      else
        for (const [at, found] of own.getTypeOfSymbol(asked.map((each) => each.own)).entries())
          (asked[at] as SymbolView).type = some(found);
    }
    return of.type as TypeView;
  }

  function argumentsOf(of: TypeView): readonly TypeView[] {
    // The native checker throws if a type is not a reference.
    if ((of.objectFlags & ts.ObjectFlags.Reference) === 0) return [];
    return of.once("arguments", () => own.getTypeArguments(of.own).map(type));
  }

  /** The API does not support `Awaited`. For a union that contains promises, no type can be created here. */
  function awaited(of: TypeView): TypeView {
    if (of.isUnion()) {
      const parts = of.types.map(awaited);
      const [first] = parts;
      if (parts.every((part, at) => part === of.types[at])) return of;
      if (first && parts.every((part) => part === first)) return first;
      throw new Unanswered("a union with promises");
    }
    if ((of.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return of;
    const [inner] = PROMISES.has(of.getSymbol()?.name ?? "") ? argumentsOf(of) : [];
    if (inner) return awaited(inner);
    if (own.getPropertyOfType(of.own, "then")) throw new Unanswered("an object with then");
    return of;
  }

  const isAskedOfObjects = (of: TypeView) => (of.flags & ts.TypeFlags.Object) !== 0;
  const checker = {
    getAwaitedType: awaited,
    getBaseConstraintOfType: (of: TypeView) => {
      const found = own.getBaseConstraintOfType(of.own);
      return found && type(found);
    },
    getBaseTypes: (of: TypeView) => own.getBaseTypes(of.own).map(type),
    getDeclaredTypeOfSymbol: (of: SymbolView) => type(own.getDeclaredTypeOfSymbol(of.own)),
    getExportsOfModule: (of: SymbolView) => own.getExportsOfModule(of.own).map(symbol),
    getIndexInfosOfType: indexesOf,
    getNonNullableType: (of: TypeView) => of.once("present", () => some(own.getNonNullableType(of.own))),
    getNullType: () => type(own.getNullType()),
    getPropertiesOfType: propertiesOf,
    getPropertyOfType: (of: TypeView, name: string) => of.once(`.${name}`, () => symbol(own.getPropertyOfType(of.own, name))),
    getSignatureFromDeclaration: (node: ts.Node) => {
      const found = own.getSignatureFromDeclaration(nodes.native(node));
      return found && signature(found);
    },
    getStringType: () => type(own.getStringType()),
    getSymbolAtLocation: (node: ts.Node) => symbol(own.getSymbolAtLocation(nodes.native(node))),
    getTypeArguments: argumentsOf,
    getTypeAtLocation: (node: ts.Node) => some(own.getTypeAtLocation(nodes.native(node))),
    getTypeOfSymbol: typeOfSymbol,
    getTypeOfSymbolAtLocation: (of: SymbolView, node: ts.Node) =>
      of.flags & ts.SymbolFlags.Property ? typeOfSymbol(of) : type(own.getTypeOfSymbolAtLocation(of.own, nodes.native(node))),
    getUndefinedType: () => type(own.getUndefinedType()),
    getUnknownType: () => type(own.getUnknownType()),
    isArrayType: (of: TypeView) => isAskedOfObjects(of) && of.once("array", () => own.isArrayType(of.own)),
    isOptionalParameter: (node: ts.ParameterDeclaration) =>
      node.questionToken !== undefined || node.initializer !== undefined || node.dotDotDotToken !== undefined,
    isTupleType: (of: TypeView) => isAskedOfObjects(of) && of.once("tuple", () => own.isTupleType(of.own)),
    isTypeAssignableTo: (given: TypeView, taken: TypeView) => own.isTypeAssignableTo(given.own, taken.own),
    typeToString: (of: TypeView, node?: ts.Node, flags?: number) => own.typeToString(of.own, node && nodes.native(node), flags),
    createArrayType: () => {
      throw new Unanswered("a type that stands nowhere");
    },
  };
  return checker as unknown as ts.TypeChecker;
}

const PROMISES = new Set(["Promise", "PromiseLike"]);
