// Writes a type as an annotation that compiles at another place: with names in scope there, with imports, or in full.
import { ts } from "./typescript.js";

export interface Annotation {
  readonly text: string;
  /** The required imports: the file (or package) that exports the name, and the name as an import writes it, `Row` or `Row as Row2`. */
  readonly imports: readonly { readonly file: string; readonly name: string }[];
}

/** The file that an import resolves to. */
export type Resolve = (specifier: string, from: ts.SourceFile) => string | undefined;

/** A type without a name that is longer than this is not used as an annotation. */
const LONGEST = 120;
const DEEPEST = 4;
const OLD_NODE = new Set<ts.ModuleKind | undefined>([ts.ModuleKind.Node16, ts.ModuleKind.Node18]);
const FLAGS = ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.UseFullyQualifiedType;

/** The annotation of `type` at a function. Null if no code that compiles can express it there. */
export function annotationOf(type: ts.Type, at: ts.Node, program: ts.Program, resolve: Resolve): Annotation | null {
  const checker = program.getTypeChecker();
  const scope = scopeAt(at, checker);
  const imports = new Map<string, { file: string; name: string; local: string }>();
  const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });
  const here = at.getSourceFile();
  let writtenOut = false;

  const text = write(type, 0);
  if (text === null || (writtenOut && text.length > LONGEST)) return null;
  return { text, imports: [...imports.values()].map(({ file, name }) => ({ file, name })) };

  /** Writes a type by its name if every name in it means the same here or can be imported, else in full. */
  function write(part: ts.Type, depth: number): string | null {
    const node = checker.typeToTypeNode(part, at, FLAGS);
    const named = node ? rename(node) : null;
    if (named) return print(named);
    writtenOut = true;
    return depth > DEEPEST ? null : writeOut(part, depth + 1);
  }

  function print(node: ts.TypeNode): string {
    return printer.printNode(ts.EmitHint.Unspecified, ts.setEmitFlags(node, ts.EmitFlags.SingleLine), here).replace(/\s*\n\s*/g, " ");
  }

  function writeOut(part: ts.Type, depth: number): string | null {
    if (part.isUnion())
      return joined(
        part.types.map((each) => write(each, depth)),
        " | ",
      );
    if (checker.isArrayType(part)) {
      const [element] = checker.getTypeArguments(part as ts.TypeReference);
      const inner = element ? write(element, depth) : null;
      if (inner === null) return null;
      const loose = element?.isUnionOrIntersection() || /=>|^(?:keyof|readonly|new)\b/.test(inner);
      return loose && !/^[\w$.]+$/.test(inner) ? `(${inner})[]` : `${inner}[]`;
    }
    const symbol = part.getSymbol();
    const args = (part.flags & ts.TypeFlags.Object) === 0 ? [] : checker.getTypeArguments(part as ts.TypeReference);
    if (symbol && args.length > 0 && scope.means(symbol.name, symbol)) {
      const inner = joined(
        args.map((each) => write(each, depth)),
        ", ",
      );
      return inner === null ? null : `${symbol.name}<${inner}>`;
    }
    return part.isClass() || (part.flags & ts.TypeFlags.Object) === 0 ? null : writeMembers(part, depth);
  }

  function writeMembers(part: ts.Type, depth: number): string | null {
    if (part.getCallSignatures().length > 0 || part.getConstructSignatures().length > 0) return null;
    const members = checker.getPropertiesOfType(part).map((member) => {
      if (member.name.startsWith("__@") || member.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Accessor)) return null;
      const optional = (member.flags & ts.SymbolFlags.Optional) !== 0;
      const type = checker.getTypeOfSymbolAtLocation(member, at);
      const inner = write(optional ? withoutUndefined(type) : type, depth);
      const name = /^[A-Za-z_$][\w$]*$/.test(member.name) ? member.name : JSON.stringify(member.name);
      return inner === null ? null : `${name}${optional ? "?" : ""}: ${inner}`;
    });
    const indexes = checker.getIndexInfosOfType(part).map((info) => {
      const inner = write(info.type, depth);
      return inner === null ? null : `[key: ${checker.typeToString(info.keyType)}]: ${inner}`;
    });
    const inside = joined([...indexes, ...members], "; ");
    return inside === null || inside === "" ? null : `{ ${inside} }`;
  }

  /** `?` implies undefined. It may stay beside null. */
  function withoutUndefined(type: ts.Type): ts.Type {
    const parts = type.isUnion() ? type.types : [];
    return parts.some((each) => each.flags & ts.TypeFlags.Null) ? type : checker.getNonNullableType(type);
  }

  /** Replaces `import("…").Name` with a name to import. Null if one of the names is not available here. */
  function rename(node: ts.TypeNode): ts.TypeNode | null {
    let lost = false;
    const found = new Map<string, { file: string; name: string; local: string }>();
    const result = ts.transform(node, [
      (context) => (root) => {
        const visit = (each: ts.Node): ts.Node => {
          if (ts.isImportTypeNode(each)) return byName(each);
          if (ts.isTypeReferenceNode(each)) lost ||= !isKnown(each.typeName, ts.SymbolFlags.Type | ts.SymbolFlags.Namespace);
          if (ts.isExpressionWithTypeArguments(each) || ts.isTypeQueryNode(each) || ts.isComputedPropertyName(each)) lost = true;
          return ts.visitEachChild(each, visit, context);
        };
        const byName = (each: ts.ImportTypeNode): ts.Node => {
          const made = each.isTypeOf ? null : importable(each);
          if (!made) {
            lost = true;
            return each;
          }
          found.set(`${made.file}#${made.exported}`, made);
          const args = each.typeArguments?.map((arg) => ts.visitNode(arg, visit, ts.isTypeNode) ?? arg);
          return ts.factory.createTypeReferenceNode(made.reference, args);
        };
        return visit(root) as ts.TypeNode;
      },
    ]).transformed[0];
    if (lost || !result) return null;
    for (const [id, each] of found) imports.set(id, each);
    return result;
  }

  function isKnown(name: ts.EntityName, meaning: ts.SymbolFlags): boolean {
    const first = leftmost(name);
    const { symbol } = first as { symbol?: ts.Symbol };
    return symbol !== undefined && (scope.means(first.text, symbol, meaning) || isOwnParameter(symbol));
  }

  /** The file that exports the name in `import("…").A.B`, and the name after the import. */
  function importable(node: ts.ImportTypeNode) {
    const { argument, qualifier } = node;
    if (!qualifier || !ts.isLiteralTypeNode(argument) || !ts.isStringLiteral(argument.literal)) return null;
    // Before Node could require ES modules, such an import in a CommonJS file also needed the attribute.
    if (node.attributes && OLD_NODE.has(program.getCompilerOptions().module)) return null;
    const first = leftmost(qualifier);
    const { symbol } = first as { symbol?: ts.Symbol };
    const exported = symbol?.name === "default" || first.text === "default" ? "default" : first.text;
    const from = sourceOf(argument.literal.text, exported, symbol, program, (name) => resolve(name, here));
    if (!from) return null;
    const known = imports.get(`${from}#${exported}`);
    const wanted = exported === "default" ? nameOfDefault(symbol, checker, from) : exported;
    const local =
      known?.local ??
      scope.freeName(
        wanted,
        [...imports.values()].map((each) => each.local),
      );
    const name = local === exported ? exported : `${exported} as ${local}`;
    return { file: from, name, local, exported, reference: withLeftmost(qualifier, local) };
  }
}

function joined(parts: readonly (string | null)[], by: string): string | null {
  return parts.every((part) => part !== null) ? parts.join(by) : null;
}

/** Whether it is a type parameter of a function type or mapped type in the annotation itself. */
function isOwnParameter(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration || !ts.isTypeParameterDeclaration(declaration)) return false;
  return ts.isFunctionTypeNode(declaration.parent) || ts.isMappedTypeNode(declaration.parent) || ts.isMethodSignature(declaration.parent);
}

function leftmost(name: ts.EntityName): ts.Identifier {
  return ts.isIdentifier(name) ? name : leftmost(name.left);
}

function withLeftmost(name: ts.EntityName, local: string): ts.EntityName {
  if (ts.isIdentifier(name)) return ts.factory.createIdentifier(local);
  return ts.factory.createQualifiedName(withLeftmost(name.left, local), name.right);
}

/** The file of the project, or the package, that exports the name. Null if no import reaches it. */
function sourceOf(
  specifier: string,
  exported: string,
  symbol: ts.Symbol | undefined,
  program: ts.Program,
  resolve: (name: string) => string | undefined,
) {
  if (!/^(?:\.|\/|[A-Za-z]:\/)/.test(specifier)) return specifier;
  const file =
    program.getSourceFile(resolve(specifier) ?? "") ??
    ENDINGS.map((ending) => program.getSourceFile(specifier + ending)).find((each) => each);
  const path = file?.fileName ?? null;
  const folder = path === null ? undefined : /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (folder === undefined) return path;
  // For a file inside a package, the exports of the package itself count.
  const checker = program.getTypeChecker();
  const name = folder.startsWith("@types/") ? folder.slice(7).replace("__", "/") : folder;
  const door = program.getSourceFile(resolve(name) ?? "");
  const module = door ? checker.getSymbolAtLocation(door) : undefined;
  const offered = module ? checker.getExportsOfModule(module).find((each) => each.name === exported) : undefined;
  return offered && symbol && same(offered, symbol, checker) ? name : null;
}

const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".d.ts", ".d.mts", ".d.cts", "/index.ts", "/index.d.ts", ""];

function nameOfDefault(symbol: ts.Symbol | undefined, checker: ts.TypeChecker, file: string): string {
  const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declared = meant?.declarations?.map((each) => ts.getNameOfDeclaration(each)).find((name) => name && ts.isIdentifier(name));
  if (declared && ts.isIdentifier(declared)) return declared.text;
  const words = file
    .replace(/^.*\//, "")
    .replace(/\..*$/, "")
    .split(/[^A-Za-z0-9]+/);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z]/.test(name) ? name : "Value";
}

function same(a: ts.Symbol, b: ts.Symbol, checker: ts.TypeChecker): boolean {
  const whole = (symbol: ts.Symbol) => {
    const aliased = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return checker.getExportSymbolOfSymbol(aliased);
  };
  return whole(a) === whole(b);
}

/** Looks up what names mean at a node. */
function scopeAt(at: ts.Node, checker: ts.TypeChecker) {
  // The compiler exports this function, but not in its types.
  const { resolveName } = checker as unknown as {
    resolveName(name: string, location: ts.Node, meaning: ts.SymbolFlags, excludeGlobals: boolean): ts.Symbol | undefined;
  };
  const everything = ts.SymbolFlags.Type | ts.SymbolFlags.Value | ts.SymbolFlags.Namespace | ts.SymbolFlags.Alias;
  const text = at.getSourceFile().text;
  return {
    means(name: string, symbol: ts.Symbol, meaning: ts.SymbolFlags = ts.SymbolFlags.Type): boolean {
      const found = resolveName(name, at, meaning, false);
      return found !== undefined && same(found, symbol, checker);
    },
    /** The name itself if it is free here, else the name with a number. */
    freeName(name: string, taken: readonly string[]): string {
      if (!resolveName(name, at, everything, false) && !taken.includes(name)) return name;
      let number = 2;
      while (taken.includes(`${name}${number}`) || new RegExp(`\\b${name}${number}\\b`).test(text)) number++;
      return `${name}${number}`;
    },
  };
}
