/**
 * Reads files of suites in a thread of its own, so that the process goes on answering, however large or odd they are
 * (docs/decisions/0041).
 */
import { Worker } from 'node:worker_threads';
import { DomainError } from '../../contract/domainError.ts';
import type { SuiteFileOptions, SuiteReading } from '../../suiteFiles/index.ts';
import type { FromSuiteFileThread, SuiteFileJob } from './suiteFileMessages.ts';

type ThreadReadOptions = Pick<SuiteFileOptions, 'format' | 'mapping'>;

const MAX_SECONDS = 60;
/** The text, twice over, and what is made of it, for the largest file that is read. */
const MAX_HEAP_MB = 1_024;

/**
 * Reads a file as `readSuiteFile` does. Its prompts come over in pieces, each small enough not to be noticed.
 * @param bytes are handed over: who gives them must not use them again
 * @throws DomainError `too_large` where reading takes too much time or memory, and the reason of `signal`
 */
export async function readInThread(
  bytes: Uint8Array,
  options: ThreadReadOptions = {},
  { signal, maxHeapMb = MAX_HEAP_MB }: { signal?: AbortSignal; maxHeapMb?: number } = {},
): Promise<SuiteReading> {
  signal?.throwIfAborted();
  const own = ownBytes(bytes);
  const job: SuiteFileJob = { bytes: own, options };
  const worker = new Worker(new URL('./suiteFileThread.main.ts', import.meta.url), {
    name: 'suite file',
    workerData: job,
    transferList: [own.buffer],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  });
  const { promise, resolve, reject } = Promise.withResolvers<SuiteReading>();
  const giveUp = () => reject(signal?.reason);
  const timer = setTimeout(() => reject(tooMuch('time')), MAX_SECONDS * 1_000);
  signal?.addEventListener('abort', giveUp);
  const prompts: SuiteReading['prompts'] = [];
  worker.on('message', (message: FromSuiteFileThread) => {
    if (message.type === 'read') return resolve({ ...message.reading, prompts });
    for (const prompt of message.prompts) prompts.push(prompt);
    worker.postMessage('more');
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch('memory') : error);
  });
  worker.on('exit', (code) => reject(new Error(`The thread ended with code ${code}.`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}

/** Only a buffer that is all theirs can be handed to a thread; small ones of Node share one. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isAlone =
    bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return isAlone ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
}

function tooMuch(what: 'time' | 'memory'): DomainError {
  return new DomainError(
    'too_large',
    `Reading the file takes too much ${what}. Split it, or save its rows as JSONL.`,
  );
}
