import { filledLines } from '../text/lines.ts';
import type { FileTable } from './fileRows.ts';

/** A prompt a line. */
export function linesTable(text: string): FileTable {
  return {
    columns: ['prompt'],
    rows: (function* () {
      for (const { line, start, text: prompt } of filledLines(text)) {
        yield { line, start, cell: () => prompt };
      }
    })(),
  };
}
