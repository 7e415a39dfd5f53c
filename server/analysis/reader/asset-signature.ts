// The function of an asset according to its type: the function itself, an annotation of its variable, a type argument, or the call that
// creates it.

import { isAsset, typeArgument } from "./read-type.js";
import { ts } from "./typescript.js";

/** Null if the type does not determine it. */
export function declaredSignature(call: ts.CallExpression, checker: ts.TypeChecker): ts.Signature | null {
  const type = checker.getTypeAtLocation(call);
  const fn = isAsset(type) ? typeArgument(type, checker, 0) : null;
  const signatures = fn?.getCallSignatures() ?? [];
  const [only] = signatures;
  return signatures.length === 1 && only && !only.typeParameters ? only : null;
}

/**
 * Whether the function alone determines the asset's return type: it is written in the call, declares its return type, and nothing around
 * the call declares another. Then TypeScript need not resolve the overloads of `asset`, which takes most of its time.
 */
export function saysItself(call: ts.CallExpression, fn: ts.SignatureDeclaration): boolean {
  const isGiven = call.arguments.some((argument) => argument === fn);
  const { parent } = call;
  const isFree = ts.isVariableDeclaration(parent) && parent.type === undefined && ts.getJSDocType(parent) === undefined;
  return isGiven && isFree && call.typeArguments === undefined && fn.type !== undefined && fn.typeParameters === undefined;
}

/** Whether the parameter has a type, in TypeScript or, in JavaScript, in JSDoc. */
export function isAnnotated(node: ts.ParameterDeclaration): boolean {
  return node.type !== undefined || ts.getJSDocType(node) !== undefined;
}

/** Whether a type parameter occurs inside the parameter's type: the argument decides it. */
export function isGeneric(node: ts.ParameterDeclaration): boolean {
  const own = "typeParameters" in node.parent ? (node.parent.typeParameters ?? []) : [];
  const text = node.type?.getText() ?? "";
  return own.some(({ name }) => text !== name.text && !text.endsWith(`${name.text}[]`) && new RegExp(`\\b${name.text}\\b`).test(text));
}
