// The file formats an asset can ask for with `metadata: { format: "csv" }`.

export const ROW_FORMATS = ["csv", "jsonl", "parquet"] as const;

export type RowFormat = (typeof ROW_FORMATS)[number];

export function isFormat(format: unknown): format is RowFormat {
  return (ROW_FORMATS as readonly unknown[]).includes(format);
}
