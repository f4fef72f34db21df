import type { TextEncoding } from '../contract/suiteFiles.ts';
import { messagesOf, type SuitePrompt } from '../contract/suites.ts';
import { MAX_FILE_ROWS, MAX_SUITE_FILE_BYTES } from './bounds.ts';
import { checkedPrompt } from './checkedPrompt.ts';
import { createFileLog, type FileLog } from './fileLog.ts';
import { openSource } from './openSource.ts';
import { RowProblem } from './rowProblem.ts';
import type { ReadPrompt, SuiteFileOptions, SuiteReading } from './suiteReading.ts';
import { type DecodedText, decodeText } from './text/decodeText.ts';
import { knownBinary } from './text/knownBinary.ts';
import { knownText } from './text/knownText.ts';

/** All of C0 but tabulators, line breaks and the form feed, with which old text files begin pages. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const controlCharacter = /[\0-\x08\x0b\x0e-\x1f]/;

/** How many rows are read between two reports of progress. */
const PROGRESS_ROWS = 1_000;

/**
 * Reads somebody's file into prompts: recognises the encoding, the format and what its columns mean, and says by line
 * what it did not understand. Reads up to 50,000 rows; at most 64 MB. Nothing that the file names is opened or run.
 * Never throws: what cannot be read at all is a problem of the whole file.
 */
export function readSuiteFile(bytes: Uint8Array, options: SuiteFileOptions = {}): SuiteReading {
  const log = createFileLog();
  if (bytes.length > MAX_SUITE_FILE_BYTES) {
    const most = MAX_SUITE_FILE_BYTES / 1024 / 1024;
    log.problem(null, `The file is larger than ${most} MB. Split it, or take a part of its rows.`);
    return nothingRead(log);
  }
  const binary = knownBinary(bytes);
  if (binary) {
    log.problem(null, binary);
    return nothingRead(log);
  }
  const decoded = decodeText(bytes);
  try {
    return readText(decoded, options, log);
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    log.problem(null, error.message);
    return nothingRead(log, decoded.encoding);
  }
}

function readText(
  { text, encoding, isDamaged }: DecodedText,
  { format: asked, mapping: askedMapping, onProgress }: SuiteFileOptions,
  log: FileLog,
): SuiteReading {
  if (text.trim() === '') throw new RowProblem('The file is empty.');
  // Neither UTF-8 nor what anybody types.
  if (encoding === 'windows-1252' && controlCharacter.test(text.slice(0, 4_096))) {
    throw new RowProblem('The file is not text. Save the prompts as JSONL or CSV and try again.');
  }
  const other = asked ? null : knownText(text);
  if (other) throw new RowProblem(other);
  if (encoding === 'windows-1252') log.note('The file is not UTF-8; it was read as Windows-1252');
  const source = openSource(text, { format: asked, mapping: askedMapping }, log);
  const prompts: ReadPrompt[] = [];
  const collect = createCollector(prompts);
  let count = 0;
  for (const { line, start, candidate } of source.rows) {
    count += 1;
    if (count > MAX_FILE_ROWS) {
      const most = MAX_FILE_ROWS.toLocaleString('en-US');
      log.problem(line, `From here on nothing was read: a file may have ${most} rows. Split it.`);
      break;
    }
    try {
      const prompt = checkedPrompt(candidate());
      if (isDamaged && JSON.stringify(prompt).includes('\uFFFD')) {
        throw new RowProblem(
          'The row has characters that are broken. Save the file as UTF-8 again.',
        );
      }
      collect(line, prompt);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      log.problem(line, error.message);
    }
    if (count % PROGRESS_ROWS === 0) onProgress?.(start / text.length);
  }
  if (count === 0 && log.problems().problems.length === 0) {
    throw new RowProblem('The file has no row with a prompt.');
  }
  onProgress?.(1);
  return {
    format: source.format,
    encoding,
    columns: source.columns,
    mapping: source.mapping,
    prompts,
    ...log.problems(),
    notes: log.notes(),
    ...countsOf(prompts),
  };
}

/** Adds prompts, and notes which ask what an earlier one asks. */
function createCollector(prompts: ReadPrompt[]): (line: number, prompt: SuitePrompt) => void {
  const firstLines = new Map<string, number>();
  return (line, prompt) => {
    const asked = prompt.messages ? JSON.stringify(messagesOf(prompt)) : prompt.prompt;
    const firstLine = firstLines.get(asked);
    if (firstLine === undefined) firstLines.set(asked, line);
    prompts.push({ line, prompt, duplicateOf: firstLine ?? null });
  };
}

function countsOf(prompts: ReadPrompt[]): Pick<SuiteReading, 'categories' | 'duplicates'> {
  const counts = new Map<string | null, number>();
  for (const { prompt } of prompts) {
    const category = prompt.category ?? null;
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return {
    categories: [...counts]
      .map(([category, count]) => ({ category, count }))
      .sort((a, b) => b.count - a.count),
    duplicates: prompts.filter(({ duplicateOf }) => duplicateOf !== null).length,
  };
}

function nothingRead(log: FileLog, encoding: TextEncoding = 'utf-8'): SuiteReading {
  return {
    format: null,
    encoding,
    columns: null,
    mapping: {},
    prompts: [],
    ...log.problems(),
    notes: log.notes(),
    categories: [],
    duplicates: 0,
  };
}
