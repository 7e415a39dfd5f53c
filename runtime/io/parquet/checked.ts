// Validates the numbers in a Parquet file. hyparquet trusts the numbers of a damaged file and allocates memory for them.
import type { AsyncBuffer, ColumnMetaData, Compressors, FileMetaData, RowGroup, SchemaTree } from "hyparquet";
import { checkBody, checkRuns } from "./runs.js";
import { readThrift, type ThriftStruct } from "./thrift.js";

/** The footer and its length. Throws for a file that is not Parquet, and for an inconsistent footer. */
export async function checkedMetadata(file: ArrayBuffer | AsyncBuffer): Promise<FileMetaData> {
  const { parquetMetadata } = await import("hyparquet");
  const { byteLength } = file;
  const first = Math.max(0, byteLength - FIRST_READ);
  const tail = await file.slice(first, byteLength);
  if (tail.byteLength < 12) throw damaged(`it has ${tail.byteLength} bytes`);
  const view = new DataView(tail);
  const length = view.getUint32(tail.byteLength - 8, true);
  if (length > byteLength - 8) throw damaged(`its footer should have ${length} bytes, but the file has ${byteLength}`);
  const footer = length + 8 <= tail.byteLength ? tail : await file.slice(byteLength - length - 8, byteLength);
  const isParquet = view.getUint32(tail.byteLength - 4, true) === MAGIC;
  if (isParquet) inWords("its footer", () => readThrift(new DataView(footer, footer.byteLength - length - 8, length), 0));
  const metadata = parquetMetadata(footer);
  checkCounts(metadata, byteLength);
  return { ...metadata, row_groups: metadata.row_groups.map((group) => ({ ...group, columns: shownColumns(group, metadata) })) };
}

/**
 * Keeps only the first column of each name. hyparquet would read the others too, return none of their data, and leave their errors
 * unhandled.
 */
function shownColumns({ columns }: RowGroup, { schema }: FileMetaData): RowGroup["columns"] {
  const seen = new Set<string>();
  const names = new Set(schema.slice(1).map(({ name }) => name));
  return columns.filter(({ meta_data }) => {
    const path = JSON.stringify(meta_data?.path_in_schema);
    const isShown = meta_data !== undefined && names.has(meta_data.path_in_schema[0] ?? "") && !seen.has(path);
    seen.add(path);
    return isShown;
  });
}

/** Most footers are not larger than this. */
const FIRST_READ = 512 * 1024;
/** `PAR1`. */
const MAGIC = 0x31_52_41_50;

/** A file whose columns are validated when they are read. Damaged parts are read as empty; `refuse` reports them. */
export interface CheckedFile {
  readonly file: AsyncBuffer;
  /** Throws if a part that was read is damaged. */
  refuse(): void;
}

/** hyparquet abandons promises of parts that it does not need anymore. If one of them rejected, the process would end. */
export function checkedFile(
  file: ArrayBuffer | AsyncBuffer,
  metadata: FileMetaData,
  schema: SchemaTree,
  compressors: Compressors,
): CheckedFile {
  const chunks = metadata.row_groups
    .flatMap(({ columns }) =>
      columns.flatMap(({ meta_data }) =>
        meta_data === undefined ? [] : [{ place: rangeOf(meta_data), column: meta_data, ...levelsOf(meta_data, schema), compressors }],
      ),
    )
    .sort((a, b) => a.place[0] - b.place[0]);
  const { byteLength } = file;
  const faults: Error[] = [];
  return {
    file: {
      byteLength,
      async slice(start, end = byteLength) {
        const bytes = await file.slice(start, end);
        try {
          let isSeen = false;
          for (let at = firstFrom(chunks, start); at < chunks.length && (chunks[at] as Chunk).place[0] < end; at++) {
            const chunk = chunks[at] as Chunk;
            const [from, to] = chunk.place;
            if (to > end || to - start > bytes.byteLength) continue;
            checkPages(new DataView(bytes, from - start, to - from), chunk);
            isSeen = true;
          }
          // Only columns are read. If there is no column, the footer contains a wrong position.
          if (!isSeen) throw damaged(`no column is at ${start} to ${end}`);
          return bytes;
        } catch (error) {
          faults.push(error as Error);
          return new ArrayBuffer(0);
        }
      },
    },
    refuse() {
      const [first] = faults;
      if (first !== undefined) throw first;
    },
  };
}

/** The first of the sorted chunks that begins at `start` or later. */
function firstFrom(chunks: readonly Chunk[], start: number): number {
  let [low, high] = [0, chunks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle] as Chunk).place[0] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The offset of the first byte of a part, and of the first byte after it. */
export type Place = readonly [from: number, to: number];

/** The position of the pages of a column chunk. */
export function rangeOf({ dictionary_page_offset, data_page_offset, total_compressed_size }: ColumnMetaData): Place {
  const [dictionary, data] = [Number(dictionary_page_offset ?? 0n), Number(data_page_offset)];
  const from = dictionary > 0 && dictionary < data ? dictionary : data;
  return [from, from + Number(total_compressed_size)];
}

function checkCounts({ num_rows, row_groups, schema }: FileMetaData, byteLength: number): void {
  const rows = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(num_rows)) throw damaged(`it declares ${num_rows} rows, but its row groups have ${rows}`);
  const repeated = new Set(schema.filter((each) => each.repetition_type === "REPEATED").map(({ name }) => name));
  for (const group of row_groups)
    for (const { meta_data } of group.columns) if (meta_data) checkColumn(meta_data, group, repeated, byteLength);
}

function checkColumn(column: ColumnMetaData, group: RowGroup, repeated: ReadonlySet<string>, byteLength: number): void {
  const { path_in_schema: path, num_values, total_uncompressed_size } = column;
  const [values, rows] = [Number(num_values), Number(group.num_rows)];
  const isFlat = path.length === 1 && !repeated.has(path[0] as string);
  if (rows < 0 || values < 0 || (isFlat && values !== rows))
    throw damaged(`the column ${path.join(".")} declares ${num_values} values for ${group.num_rows} rows`);
  const [from, to] = rangeOf(column);
  if (from < 0 || to < from || to > byteLength || Number(total_uncompressed_size) < 0)
    throw damaged(`the column ${path.join(".")} should be at ${from} to ${to}, but the file has ${byteLength} bytes`);
}

/** The allowance for headers, and for writers that do not count them. */
const LEEWAY = 1 << 20;

interface Chunk {
  readonly place: Place;
  readonly column: ColumnMetaData;
  /** The maximum levels of a value in it. */
  readonly repetition: number;
  readonly definition: number;
  readonly compressors: Compressors;
}

/** With the names that hyparquet uses. */
function levelsOf({ path_in_schema: path }: ColumnMetaData, schema: SchemaTree): Pick<Chunk, "repetition" | "definition"> {
  let [node, repetition, definition] = [schema as SchemaTree | undefined, 0, 0];
  for (const name of path) {
    node = node?.children.find(({ element }) => element.name === name);
    if (node?.element.repetition_type !== "REQUIRED") definition++;
    if (node?.element.repetition_type === "REPEATED") repetition++;
  }
  return { repetition, definition };
}

function checkPages(view: DataView, chunk: Chunk): void {
  const { path_in_schema: path, num_values, total_uncompressed_size } = chunk.column;
  const name = `the column ${path.join(".")}`;
  const most = 2 * Number(total_uncompressed_size) + LEEWAY;
  let values = 0;
  let bytes = 0;
  // hyparquet does not read a single remaining byte as a page.
  for (let at = 0; at < view.byteLength - 1; ) {
    const { struct, end } = inWords(name, () => readThrift(view, at));
    const page = pageIn(struct, name);
    const [uncompressed, compressed] = [numberIn(struct, 2), numberIn(struct, 3)];
    bytes += uncompressed;
    values += valuesOf(page, uncompressed, name);
    if (uncompressed < 0 || compressed < 0 || end + compressed > view.byteLength || bytes > most)
      throw damaged(`a page of ${name} declares ${compressed} bytes, and ${uncompressed} without compression`);
    inWords(name, () => checkContent(new DataView(view.buffer, view.byteOffset + end, compressed), page, uncompressed, chunk));
    at = end + compressed;
  }
  if (values !== Number(num_values)) throw damaged(`${name} declares ${num_values} values, but its pages have ${values}`);
}

/** The kinds of pages by their number in the header: the field of the header for each, and the numbers that are required in it. */
const [DATA, DICTIONARY, DATA_V2] = [0, 2, 3];
const PARTS: ReadonlyMap<number, { readonly field: number; readonly numbers: readonly number[] }> = new Map([
  [DATA, { field: 5, numbers: [1, 2, 3, 4] }],
  [DICTIONARY, { field: 7, numbers: [1, 2] }],
  [DATA_V2, { field: 8, numbers: [1, 2, 3, 4, 5, 6] }],
]);

interface Page {
  readonly kind: number;
  /** The content of its header for a page of this kind; nothing for kinds that hyparquet refuses. */
  readonly said: ThriftStruct;
}

/** hyparquet uses a missing number in computations, and then never stops reading. */
function pageIn(header: ThriftStruct, name: string): Page {
  const kind = header.get(1);
  const part = typeof kind === "number" ? PARTS.get(kind) : undefined;
  const found = part === undefined ? NOTHING : header.get(part.field);
  const said = typeof found === "object" ? found : NOTHING;
  const lacks = (struct: ThriftStruct, field: number) => typeof struct.get(field) !== "number";
  if ([1, 2, 3].some((field) => lacks(header, field)) || part?.numbers.some((field) => lacks(said, field)) === true)
    throw damaged(`a page of ${name} has a header that lacks a number`);
  return { kind: kind as number, said };
}

/** The levels of a page, and its data. */
function checkContent(view: DataView, { kind, said }: Page, uncompressed: number, chunk: Chunk): void {
  const { repetition, definition } = chunk;
  const values = numberIn(said, 1);
  if (kind === DATA_V2) {
    const [ofDefinition, ofRepetition] = [numberIn(said, 5), numberIn(said, 6)];
    const levels = ofDefinition + ofRepetition;
    if (repetition > 0) checkRuns(view, 0, widthOf(repetition), values);
    if (definition > 0) checkRuns(view, ofRepetition, widthOf(definition), values);
    const isCompressed = said.get(7) !== 0;
    checkBody(opened(partOf(view, levels), uncompressed - levels, chunk, isCompressed), 0, numberIn(said, 4), values);
  } else if (kind === DATA) {
    const content = opened(view, uncompressed, chunk, true);
    let at = 0;
    for (const level of [chunk.column.path_in_schema.length > 0 ? repetition : 0, definition]) {
      if (level === 0) continue;
      checkRuns(content, at + 4, widthOf(level), values);
      at += 4 + content.getUint32(at, true);
    }
    checkBody(content, at, numberIn(said, 2), values);
  }
}

const widthOf = (level: number): number => 32 - Math.clz32(level);

function partOf(view: DataView, from: number): DataView {
  return new DataView(view.buffer, view.byteOffset + from, view.byteLength - from);
}

/** Nothing when no decompressor is available; hyparquet reports that. */
function opened(view: DataView, length: number, { column: { codec }, compressors }: Chunk, isCompressed: boolean): DataView {
  const decompress = compressors[codec];
  if (!isCompressed || codec === "UNCOMPRESSED" || decompress === undefined) return view;
  const bytes = decompress(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The number of values that a page adds to its column; a dictionary adds none. */
function valuesOf({ kind, said }: Page, bytes: number, name: string): number {
  const values = numberIn(said, 1);
  const isWrong =
    values < 0 ||
    // Even a boolean needs a bit.
    (kind === DICTIONARY && values > 8 * bytes) ||
    (kind === DATA_V2 && ([2, 3, 5, 6].some((field) => numberIn(said, field) < 0) || numberIn(said, 2) > values)) ||
    (kind === DATA_V2 && Math.max(numberIn(said, 5), numberIn(said, 6)) > bytes);
  if (isWrong) throw damaged(`a page of ${name} declares numbers that contradict each other`);
  return kind === DICTIONARY ? 0 : values;
}

const NOTHING: ThriftStruct = new Map();

function numberIn(struct: ThriftStruct, field: number): number {
  const found = struct.get(field);
  return typeof found === "number" ? found : 0;
}

function inWords<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw damaged(`${what} cannot be read (${(cause as Error).message})`, cause);
  }
}

function damaged(why: string, cause?: unknown): Error {
  return new Error(`the Parquet file is damaged: ${why}. Create it again.`, { cause });
}
