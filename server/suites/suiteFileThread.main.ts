/** The thread in which one file is read; it has no database, no network and no variable of the environment. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { readSuiteFile } from '../../suiteFiles/index.ts';
import type { FromSuiteFileThread, SuiteFileJob } from './suiteFileMessages.ts';

if (!parentPort) throw new Error('This file is the entry of a worker thread.');
const port = parentPort;

/** Prompts of a piece: a millisecond or two of the main thread, unless they are long. */
const PIECE = 500;
/** And how many characters they have, about. */
const PIECE_LENGTH = 1_000_000;

const { bytes, options }: SuiteFileJob = workerData;
const { prompts, ...reading } = readSuiteFile(bytes, options);
let start = 0;
while (start < prompts.length) {
  let end = start;
  let length = 0;
  while (end < prompts.length && end - start < PIECE && length < PIECE_LENGTH) {
    length += JSON.stringify(prompts[end]).length;
    end += 1;
  }
  say({ type: 'prompts', prompts: prompts.slice(start, end) });
  await once(port, 'message');
  start = end;
}
say({ type: 'read', reading });

function say(message: FromSuiteFileThread): void {
  port.postMessage(message);
}
