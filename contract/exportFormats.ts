/** The file formats of an export, by the ending that their files have. */
export const exportFormats = {
  csv: { label: 'CSV', use: 'opens in a spreadsheet' },
  json: { label: 'JSON', use: 'has all that was measured' },
  jsonl: { label: 'JSON Lines', use: 'has a result a line, for programs' },
  md: { label: 'Markdown', use: 'is a report to paste, without the answers' },
} as const satisfies Record<string, { label: string /** Follows the label. */; use: string }>;

/** Those in which a comparison comes, which has both sides of a prompt in a row. */
export const comparisonFormatNames = ['csv', 'json'] as const satisfies ExportFormatName[];
export type ComparisonFormatName = (typeof comparisonFormatNames)[number];

export type ExportFormatName = keyof typeof exportFormats;

export const exportFormatNames = Object.keys(exportFormats) as [
  ExportFormatName,
  ...ExportFormatName[],
];
