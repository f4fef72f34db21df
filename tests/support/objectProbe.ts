/**
 * Preloaded into a server (`--import`): on SIGUSR2 each of its threads tells what it still holds once garbage
 * is collected. What leaks little by little is seen in the count of functions, since a listener that nobody
 * takes away is one. `heldObjects.ts` asks.
 */
import { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { queryObjects } from 'node:v8';
import threads, { BroadcastChannel, isMainThread, threadName, Worker } from 'node:worker_threads';

export interface HeldObjects {
  thread: string;
  heapBytes: number;
  functions: number;
}

const STDOUT = 1;
const channel = new BroadcastChannel('held objects');
channel.onmessage = tell;
channel.unref();

if (isMainThread) {
  // Threads get no signals.
  process.on('SIGUSR2', () => {
    channel.postMessage('tell');
    tell();
  });
  // Nor do those of the server take arguments of the process, with which this file would come.
  threads.Worker = class extends Worker {
    constructor(file: string | URL, options?: threads.WorkerOptions) {
      super(file, { ...options, execArgv: ['--import', import.meta.url] });
    }
  };
  syncBuiltinESMExports();
}

function tell(): void {
  // It collects garbage first.
  const functions = Number(queryObjects(Function));
  const held: HeldObjects = {
    thread: isMainThread ? 'main' : (threadName ?? ''),
    functions,
    heapBytes: process.memoryUsage().heapUsed,
  };
  // At once, and so as a whole line: a thread's own stream goes by way of the main one.
  writeSync(STDOUT, `held ${JSON.stringify(held)}\n`);
}
