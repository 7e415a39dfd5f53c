// Names as DuckDB tells them apart.

/** Compares names in SQL as DuckDB does: whatever the case of ASCII's letters. */
export const isNamed = (column: string, value: string): string => `${withoutCase(column)} = ${withoutCase(value)}`;

const withoutCase = (text: string): string => `translate(${text}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`;
