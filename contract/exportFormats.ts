/** The file formats of an export, by the ending that their files have. */
export const exportFormats = {
  csv: { label: 'CSV', use: 'opens in a spreadsheet' },
  json: { label: 'JSON', use: 'suits programs' },
} as const satisfies Record<string, { label: string /** Follows the label. */; use: string }>;

export type ExportFormatName = keyof typeof exportFormats;

export const exportFormatNames = Object.keys(exportFormats) as [
  ExportFormatName,
  ...ExportFormatName[],
];
