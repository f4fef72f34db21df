/**
 * The thread of the browser in which a file is read and its prompts are kept, so that the page goes on whatever is in
 * it: the page sees a few of them at a time.
 */
import type { StoredFile } from '../leftOut.ts';
import './withoutEval.ts';
import { readSuiteFile, writeSuiteFile } from '../../../../suiteFiles/index.ts';
import { type ImportedFile, openImportedFile } from './importedFile.ts';
import type {
  Correction,
  FromImportWorker,
  ImportCall,
  ImportCalls,
  ImportOverview,
  Selection,
} from './importMessages.ts';

const SUITES = '/api/demo/v2/suites';

let imported: ImportedFile | undefined;

type Answers = {
  [Name in keyof ImportCalls]: (
    ...args: Parameters<ImportCalls[Name]>
  ) => ReturnType<ImportCalls[Name]> | Promise<ReturnType<ImportCalls[Name]>>;
};

const answers: Answers = {
  read,
  page: (selection, page) => current().page(selection, page),
  change: (key, change) => current().change(key, change),
  overview: () => current().overview(),
  duplicate(key) {
    current().duplicate(key);
    return current().overview();
  },
  remove(key) {
    current().remove(key);
    return current().overview();
  },
  save,
};

addEventListener('message', async ({ data }: MessageEvent<ImportCall>) => {
  const { id, name, args } = data;
  try {
    const value = await (answers[name] as (...args: unknown[]) => unknown)(...args);
    say({ type: 'answer', id, value });
  } catch (error) {
    say({ type: 'failed', id, message: (error as Error).message });
  }
});

async function read(
  file: Blob,
  correction: Correction,
  contextTokens: number | null,
): Promise<ImportOverview> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const onProgress = (part: number) => say({ type: 'progress', part });
  imported = openImportedFile(readSuiteFile(bytes, { ...correction, onProgress }), contextTokens);
  return imported.overview();
}

async function save(selection: Selection, name: string): Promise<StoredFile> {
  const query = new URLSearchParams({ name, format: 'suite' });
  const response = await fetch(`${SUITES}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/jsonl' },
    body: writeSuiteFile(current().selected(selection), 'jsonl'),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(refusalIn(answer));
  const { suite_id: suiteId, problems, more_problems: moreProblems } = answer;
  return { suiteId, problems, moreProblems };
}

/** The API says "name: must not be empty"; a page says "The name must not be empty." */
function refusalIn({ error, field }: { error?: string; field?: string }): string {
  if (!error) return 'The suite could not be stored. Try again.';
  if (!field || !error.startsWith(`${field}: `)) return error;
  const place = /^prompts\.(\d+)/.exec(field)?.[1];
  const subject =
    place !== undefined
      ? `Prompt ${Number(place) + 1}`
      : field === 'name'
        ? 'The name'
        : 'The suite';
  return `${subject} ${error.slice(field.length + 2).replace(/[^.?]$/, '$&.')}`;
}

function current(): ImportedFile {
  if (!imported) throw new Error('No file was read yet.');
  return imported;
}

function say(message: FromImportWorker): void {
  postMessage(message);
}
