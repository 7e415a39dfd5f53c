// Checks the runs within a page of Parquet before memory is allocated: how many values each run declares. https://parquet.apache.org/docs/file-format/data-pages/encodings/

/** The encodings that contain lengths of following data. */
const [PLAIN_DICTIONARY, RLE, DELTA_FIRST, DELTA_LAST, RLE_DICTIONARY] = [2, 3, 5, 7, 8];
const WIDEST = 32;
/** The limits of one block of deltas; writers use 4 to 64 parts of 32 values. */
const MOST_PARTS = 4096;
const MOST_IN_BLOCK = 1 << 20;
/** The maximum number of padding values in a run of bits. */
const PADDING = 512;

/** Throws for runs that declare more values than there are. Runs end with the values, or with the bytes. */
export function checkRuns(view: DataView, from: number, width: number, values: number): void {
  if (width > WIDEST) throw new RangeError(`it declares values of ${width} bits`);
  for (let at = from, seen = 0; seen < values && at < view.byteLength; ) {
    const [header, next] = varint(view, at);
    const count = header % 2 === 0 ? header / 2 : ((header - 1) / 2) * 8;
    const bytes = header % 2 === 0 ? Math.ceil(width / 8) : (count / 8) * width;
    const most = header % 2 === 0 ? values - seen : width === 0 ? values + PADDING : (8 * (view.byteLength - next)) / width + PADDING;
    if (count > most) throw new RangeError(`a run has ${count} of ${values} values`);
    at = next + bytes;
    seen += count;
  }
}

/** Throws for an uncompressed page that declares more values, after its levels, than it contains. */
export function checkBody(view: DataView, from: number, encoding: number, values: number): void {
  if (from >= view.byteLength) return;
  if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) checkRuns(view, from + 1, view.getUint8(from), values);
  // Booleans; their length comes first.
  else if (encoding === RLE) checkRuns(view, from + 4, 1, values);
  else if (encoding >= DELTA_FIRST && encoding <= DELTA_LAST) {
    const [block, next] = varint(view, from);
    const [parts] = varint(view, next);
    if (parts > MOST_PARTS || block > MOST_IN_BLOCK) throw new RangeError(`it declares blocks of ${block} values in ${parts} parts`);
  }
}

function varint(view: DataView, from: number): readonly [value: number, end: number] {
  for (let value = 0, nth = 0; nth < 5; nth++) {
    const byte = view.getUint8(from + nth);
    value += (byte & 0x7f) * 2 ** (7 * nth);
    if (byte < 0x80) return [value, from + nth + 1];
  }
  throw new RangeError("it contains a number that is too long");
}
