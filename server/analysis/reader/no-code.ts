// Which nodes contain no executable code, so that searches for code can skip them.
import { ts } from "./typescript.js";

const { SyntaxKind } = ts;

/**
 * A name, a literal, a type, or a statement that contains only types or imports. The base of a class is code, although TypeScript treats
 * it as a type.
 */
export function holdsNoCode({ kind }: ts.Node): boolean {
  return (
    kind <= SyntaxKind.LastToken ||
    (kind >= SyntaxKind.FirstTypeNode && kind <= SyntaxKind.LastTypeNode) ||
    kind === SyntaxKind.InterfaceDeclaration ||
    kind === SyntaxKind.TypeAliasDeclaration ||
    kind === SyntaxKind.ImportDeclaration
  );
}
