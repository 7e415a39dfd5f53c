// Which syntax holds nothing that runs, so that whoever looks for code need not look into it.
import { ts } from "./typescript.js";

const { SyntaxKind } = ts;

/** A name, a literal, a type, or a statement of types or imports alone. What a class extends is code, though TypeScript counts it among types. */
export function holdsNoCode({ kind }: ts.Node): boolean {
  return (
    kind <= SyntaxKind.LastToken ||
    (kind >= SyntaxKind.FirstTypeNode && kind <= SyntaxKind.LastTypeNode) ||
    kind === SyntaxKind.InterfaceDeclaration ||
    kind === SyntaxKind.TypeAliasDeclaration ||
    kind === SyntaxKind.ImportDeclaration
  );
}
