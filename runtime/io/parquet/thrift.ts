// Reads the part of Thrift's compact protocol that Parquet uses. It validates every length against the available bytes. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

/** The fields of a struct by number; the content of lists is not kept. */
export type ThriftStruct = ReadonlyMap<number, number | ThriftStruct>;

const DEEPEST = 64;
/** The maximum number of bytes of a 64-bit number. */
const LONGEST = 10;

/** The struct at an offset, and its end. Throws a RangeError for invalid bytes. */
export function readThrift(view: DataView, offset: number): { readonly struct: ThriftStruct; readonly end: number } {
  let at = offset;

  function struct(depth: number): ThriftStruct {
    if (depth > DEEPEST) throw new RangeError("it is nested too deep");
    const fields = new Map<number, number | ThriftStruct>();
    for (let field = 0; ; ) {
      const byte = view.getUint8(at++);
      const type = byte & 0x0f;
      if (type === 0) return fields;
      field = byte >> 4 === 0 ? zigzag() : field + (byte >> 4);
      const value = element(type, depth, true);
      if (value !== null) fields.set(field, value);
    }
  }

  function element(type: number, depth: number, isField: boolean): number | ThriftStruct | null {
    switch (type) {
      case 1:
      case 2:
        if (!isField) at++;
        return type === 1 ? 1 : 0;
      case 3:
        return view.getInt8(at++);
      case 4:
      case 5:
      case 6:
        return zigzag();
      case 7:
        at += 8;
        return null;
      case 8: {
        const length = within(varint());
        at += length;
        return null;
      }
      case 9: {
        const byte = view.getUint8(at++);
        const size = within(byte >> 4 === 15 ? varint() : byte >> 4);
        for (let nth = 0; nth < size; nth++) element(byte & 0x0f, depth + 1, false);
        return null;
      }
      case 12:
        return struct(depth + 1);
      default:
        throw new RangeError(`it contains the unknown type ${type}`);
    }
  }

  /** Each element of a list takes one byte or more. */
  function within(size: number): number {
    if (size <= view.byteLength - at) return size;
    throw new RangeError(`it declares ${size}, but ${view.byteLength - at} bytes follow`);
  }

  function varint(): number {
    for (let value = 0, nth = 0; nth < LONGEST; nth++) {
      const byte = view.getUint8(at++);
      value += (byte & 0x7f) * 2 ** (7 * nth);
      if (byte < 0x80) return value;
    }
    throw new RangeError("it contains a number that is too long");
  }

  function zigzag(): number {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  return { struct: struct(0), end: at };
}
