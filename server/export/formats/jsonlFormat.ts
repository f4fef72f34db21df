import type { ExportFormat } from './exportFormat.ts';

/** JSON Lines: a result a line, and nothing else. */
export const jsonlFormat: ExportFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  header: () => '',
  rows: 'json',
  chat: null,
  footer: () => '',
};
