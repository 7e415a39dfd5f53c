// The tokens of the Redshift statements that the manager sends, and the types and addresses in them.
import { createToken, Lexer, type TokenType } from "chevrotain";

const Blank = createToken({ name: "Blank", pattern: /\s+/, group: Lexer.SKIPPED });
export const Quoted = createToken({ name: "Quoted", pattern: /"(?:[^"]|"")+"/ });
// A backslash is an escape in Redshift's literals, but the manager never sends one.
export const Literal = createToken({ name: "Literal", pattern: /'(?:[^'\\]|'')*'/ });
export const Parameter = createToken({ name: "Parameter", pattern: /\$[1-9]\d*/ });
export const Whole = createToken({ name: "Whole", pattern: /\d+/ });
export const Name = createToken({ name: "Name", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });
export const Sign = createToken({ name: "Sign", pattern: />=|<=|<>|::|\|\||[(),.=<>*+]/ });

const KEYWORDS =
  "ADD ALTER AND ASC AS AT BEGIN BY CAST COLUMN COMMIT COPY COUNT CREATE CURSOR DECLARE DEFAULT DELETE DESC DROP EXISTS FETCH FOR FORMAT FORWARD FROM IAM_ROLE IF IN INSERT INTO IS LIMIT LOCK MANIFEST MAXFILESIZE MB LAST NOT NULLS NULL OFFSET ORDER OR PARQUET RENAME ROLLBACK SCHEMA SELECT SET TABLE TEMP TIME TO UNLOAD UPDATE VALUES WHERE ZONE FALSE TRUE";
export const words: Record<string, TokenType> = Object.fromEntries(
  KEYWORDS.split(" ").map((word) => [word, createToken({ name: word, pattern: new RegExp(`${word}\\b`, "i") })]),
);
export const allTokens = [Blank, Quoted, Literal, Parameter, Whole, ...Object.values(words), Name, Sign];
export const lexer = new Lexer(allTokens, { ensureOptimizations: false });

/** "Data types" of Redshift's documentation, with their sizes. */
export function checkType(name: string, sizes: readonly number[]): void {
  const [size = 0, scale = 0] = sizes;
  const isPlain = ["BIGINT", "DOUBLE PRECISION", "BOOLEAN", "TIMESTAMP", "TIMESTAMPTZ", "SUPER"].includes(name) && sizes.length === 0;
  const isText = name === "VARCHAR" && sizes.length === 1 && size >= 1 && size <= 65_535;
  const isBytes = name === "VARBYTE" && sizes.length === 1 && size >= 1 && size <= 16_777_216;
  const isDecimal = name === "DECIMAL" && sizes.length === 2 && size >= 1 && size <= 38 && scale <= Math.min(37, size);
  if (!(isPlain || isText || isBytes || isDecimal))
    throw new Error(`${name}${sizes.length === 0 ? "" : `(${sizes})`} is no type of Redshift that is used here`);
}

export function checkAddress(address: string): void {
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]+\/.+/.test(address)) throw new Error(`${address} is no address in S3`);
}

export function checkRole(role: string): void {
  if (role !== "default" && !/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role)) throw new Error(`${role} is no role`);
}

export function unquoted(literal: string): string {
  return literal.slice(1, -1).replaceAll("''", "'");
}
