const binaries: { starts: number[]; name: string; remedy: string }[] = [
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    name: 'an Excel workbook or a ZIP archive',
    remedy: 'Save the sheet as CSV, or unpack the archive',
  },
  { starts: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel or Word file', remedy: 'Save it as CSV' },
  { starts: [0x1f, 0x8b], name: 'compressed (gzip)', remedy: 'Unpack it' },
  { starts: [0x28, 0xb5, 0x2f, 0xfd], name: 'compressed (Zstandard)', remedy: 'Unpack it' },
  {
    starts: [0x50, 0x41, 0x52, 0x31],
    name: 'a Parquet file',
    remedy: 'Convert it to JSONL or CSV',
  },
  {
    starts: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
    name: 'an Arrow file',
    remedy: 'Convert it to JSONL or CSV',
  },
  {
    starts: [0x25, 0x50, 0x44, 0x46],
    name: 'a PDF',
    remedy: 'Copy its text into a JSONL or CSV file',
  },
];

/** A sentence about a file that is no text, by its first bytes; null for what may be one. */
export function knownBinary(bytes: Uint8Array): string | null {
  const found = binaries.find(({ starts }) => starts.every((byte, index) => bytes[index] === byte));
  return found ? `The file is ${found.name}, not text. ${found.remedy} and try again.` : null;
}
