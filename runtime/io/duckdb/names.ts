// Compares names as DuckDB does.

/** Compares names in SQL without regard to the case of ASCII letters, as DuckDB does. */
export const isNamed = (column: string, value: string): string => `${withoutCase(column)} = ${withoutCase(value)}`;

const withoutCase = (text: string): string => `translate(${text}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`;
