// A Windows library that Wine 8 lacks and that programs written in Go need, such as esbuild. It forwards ProcessPrng to advapi32.
// The format is PE32+ as documented by Microsoft: headers, and one section with the export table.

const FILE_ALIGNMENT = 0x200;
const SECTION_ALIGNMENT = 0x1000;

export function bcryptPrimitives(): Buffer {
  const section = exportsOf("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036");
  const raw = Buffer.concat([section, Buffer.alloc(FILE_ALIGNMENT - section.length)]);
  const dos = Buffer.alloc(64);
  dos.write("MZ", 0, "latin1");
  dos.writeUInt32LE(64, 60);
  const coff = Buffer.alloc(20);
  coff.writeUInt16LE(0x8664, 0); // x64
  coff.writeUInt16LE(1, 2); // one section
  coff.writeUInt16LE(240, 16); // bytes of the optional header
  coff.writeUInt16LE(0x2022, 18); // a library that may be loaded above 2 GiB
  const optional = Buffer.alloc(240);
  optional.writeUInt16LE(0x20b, 0); // PE32+
  optional.writeUInt8(14, 2);
  optional.writeUInt32LE(raw.length, 8);
  optional.writeUInt32LE(SECTION_ALIGNMENT, 20);
  optional.writeBigUInt64LE(0x6abc0000n, 24); // the preferred address
  optional.writeUInt32LE(SECTION_ALIGNMENT, 32);
  optional.writeUInt32LE(FILE_ALIGNMENT, 36);
  optional.writeUInt16LE(6, 40); // Windows Vista and later
  optional.writeUInt16LE(6, 48);
  optional.writeUInt32LE(2 * SECTION_ALIGNMENT, 56);
  optional.writeUInt32LE(FILE_ALIGNMENT, 60);
  optional.writeUInt16LE(2, 68);
  optional.writeUInt16LE(0x0160, 70); // relocatable, and its data is not executable
  for (const [at, size] of [0x100000n, 0x1000n, 0x100000n, 0x1000n].entries()) optional.writeBigUInt64LE(size, 72 + 8 * at);
  optional.writeUInt32LE(16, 108);
  optional.writeUInt32LE(SECTION_ALIGNMENT, 112); // the table of exports
  optional.writeUInt32LE(section.length, 116);
  const header = Buffer.alloc(40);
  header.write(".rdata", 0, "latin1");
  header.writeUInt32LE(section.length, 8);
  header.writeUInt32LE(SECTION_ALIGNMENT, 12);
  header.writeUInt32LE(raw.length, 16);
  header.writeUInt32LE(FILE_ALIGNMENT, 20);
  header.writeUInt32LE(0x40000040, 36); // readable data
  const head = Buffer.alloc(FILE_ALIGNMENT);
  Buffer.concat([dos, Buffer.from("PE\0\0", "latin1"), coff, optional, header]).copy(head);
  return Buffer.concat([head, raw]);
}

/** An export table with one function that another library implements. */
function exportsOf(library: string, name: string, forwardedTo: string): Buffer {
  const [functions, names, ordinals, texts] = [40, 44, 48, 52].map((offset) => SECTION_ALIGNMENT + offset) as [
    number,
    number,
    number,
    number,
  ];
  const strings = [library, name, forwardedTo].map((text) => Buffer.from(`${text}\0`, "latin1"));
  const starts = strings.map((_, at) => texts + strings.slice(0, at).reduce((sum, { length }) => sum + length, 0)) as [
    number,
    number,
    number,
  ];
  const table = Buffer.alloc(52);
  table.writeUInt32LE(starts[0], 12);
  table.writeUInt32LE(1, 16); // the first number
  table.writeUInt32LE(1, 20); // how many functions
  table.writeUInt32LE(1, 24); // how many names
  table.writeUInt32LE(functions, 28);
  table.writeUInt32LE(names, 32);
  table.writeUInt32LE(ordinals, 36);
  table.writeUInt32LE(starts[2], 40);
  table.writeUInt32LE(starts[1], 44);
  return Buffer.concat([table, ...strings]);
}
