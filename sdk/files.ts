/** What travels as a file, which REST v2 takes and gives as it is. */
import type { ComparisonFormatName, ExportFormatName } from '../contract/exportFormats.ts';
import type { SuiteFileFormat } from '../contract/suiteFiles.ts';
import type { Connection } from './connectionOptions.ts';
import { notAnswered, refusalFrom } from './errorFrom.ts';
import { fetchUntil } from './fetchUntil.ts';

/** Which results an export has. */
export type ExportOptions =
  | {
      format: ExportFormatName;
      /** Of one run; without it, of the session. */
      testRunId?: string;
      signal?: AbortSignal;
    }
  | {
      /** Both sides of a prompt in one row. */
      format: ComparisonFormatName;
      /** Ids of the two runs that are compared. */
      candidate: string;
      baseline: string;
      signal?: AbortSignal;
    };

/**
 * Downloads results as they are read from the database.
 * @throws ByomError `rate_limited`, `run_not_found` and their like
 */
export async function downloadExport(
  connection: Connection,
  { signal, format, ...which }: ExportOptions,
): Promise<ReadableStream<Uint8Array>> {
  const query = new URLSearchParams({ format });
  if ('candidate' in which) {
    query.set('candidate', which.candidate);
    query.set('baseline', which.baseline);
  } else if (which.testRunId) query.set('test_run_id', which.testRunId);
  const response = await request(connection, `/export?${query}`, { method: 'GET' }, signal);
  return response.body ?? new Blob().stream();
}

/** A file of prompts. */
export interface SuiteUpload {
  /** The file: its text, its bytes, or a file that was chosen in a browser. */
  file: string | Uint8Array | Blob;
  /** What the suite is to be called; by default as the file. */
  name?: string;
  /** Name of the file, where `file` has none of its own. */
  fileName?: string;
  /** In place of what the content looks like. */
  format?: SuiteFileFormat;
  signal?: AbortSignal;
}

/** What was understood of a file, and the suite that it has become. */
export interface UploadedSuite {
  testSuiteId: string;
  name: string;
  format: SuiteFileFormat;
  promptCount: number;
  /** How many prompts each category has. */
  categories: Record<string, number>;
  /** What was not understood; `line` counts from 1. */
  problems: { line: number | null; message: string }[];
  /** How many more there are than `problems` tells. */
  moreProblems: number;
  /** What was left out or assumed, in sentences. */
  notes: string[];
}

/**
 * Stores a file of prompts as a suite of the session's own.
 * @throws ByomError `invalid_input` where no prompt was found in it, `too_large`, `suite_limit`
 */
export async function uploadSuiteFile(
  connection: Connection,
  { file, name, fileName, format, signal }: SuiteUpload,
): Promise<UploadedSuite> {
  const body = new FormData();
  const blob = file instanceof Blob ? file : new Blob([file as BlobPart]);
  const ownName = 'name' in blob && typeof blob.name === 'string' ? blob.name : 'suite';
  if (name !== undefined) body.set('name', name);
  if (format !== undefined) body.set('format', format);
  body.set('file', blob, fileName ?? ownName);
  const response = await request(connection, '/suites', { method: 'POST', body }, signal);
  const read = await response.json();
  return {
    testSuiteId: read.suite_id,
    name: read.name,
    format: read.format,
    promptCount: read.prompt_count,
    categories: read.categories,
    problems: read.problems,
    moreProblems: read.more_problems,
    notes: read.notes,
  };
}

async function request(
  { origin, fetch, headers, timeoutMs }: Connection,
  path: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
): Promise<Response> {
  // Only the wait for an answer is bounded: a large file takes as long as it takes.
  const waiting = new AbortController();
  const timer = setTimeout(
    () => waiting.abort(new DOMException('No answer in time.', 'TimeoutError')),
    timeoutMs,
  );
  let response: Response;
  try {
    response = await fetchUntil([waiting.signal, signal], fetch, `${origin}/api/demo/v2${path}`, {
      ...init,
      headers: headers(),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw notAnswered(error);
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await refusalFrom(response);
  return response;
}
