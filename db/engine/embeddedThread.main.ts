/**
 * The embedded database's thread (docs/decisions/0024): PGlite and nothing else. It does whole statements,
 * one after the other in the order in which they were asked; who may ask when, and so what belongs to
 * a transaction, is the main thread's to see to.
 */
import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { PGlite, QueryOptions } from '@electric-sql/pglite';
import {
  errorToData,
  type Message,
  type Request,
  type StatementResult,
  type Task,
  type ThreadStart,
} from './embeddedMessages.ts';
import { prepareStatements } from './embeddedStatements.ts';
import { openSmallPglite } from './smallPglite.ts';

/** On Linux each thread has one; elsewhere it is the process's, and would slow down the model calls, too. */
const LOW_PRIORITY = 5;

const port = parentPort as MessagePort;
// Where the cores are all busy, who measures goes first (docs/decisions/0025).
if (process.platform === 'linux') setPriority(LOW_PRIORITY);

try {
  const pglite = await openSmallPglite(workerData as ThreadStart);
  tellOfBrokenRuntime(pglite);
  serve(pglite);
  say({ say: 'ready' });
} catch (error) {
  say({ say: 'failure', error: errorToData(error) });
}

function say(message: Message, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function serve(pglite: PGlite): void {
  const ask = prepareStatements(pglite);
  const listeners = new Map<number, () => Promise<void>>();
  let previous: Promise<void> = Promise.resolve();
  port.on('message', (request: Request) => {
    previous = previous.then(() => answer(request));
  });

  async function answer({ id, ...task }: Request): Promise<void> {
    try {
      const result = await perform(task);
      say({ say: 'answer', id, result }, result instanceof ArrayBuffer ? [result] : []);
    } catch (error) {
      say({ say: 'refusal', id, error: errorToData(error) });
    }
  }

  async function perform(task: Task): Promise<unknown> {
    switch (task.do) {
      case 'query':
        return withoutFields(await ask(task.sql, task.parameters, queryOptions(task)));
      case 'exec':
        return (await execWhole(pglite, task.sql)).map(withoutFields);
      case 'copy':
        return copyWhole(pglite, task.sql);
      case 'listen': {
        const { channel, listener } = task;
        const notify = (payload: string) => say({ say: 'notification', listener, payload });
        listeners.set(listener, await pglite.listen(channel, notify));
        return;
      }
      case 'unlisten': {
        const unlisten = listeners.get(task.listener);
        listeners.delete(task.listener);
        return unlisten?.();
      }
      case 'dump':
        return (await pglite.dumpDataDir('none')).arrayBuffer();
      case 'close':
        await pglite.close();
        process.exit(0);
    }
  }
}

async function copyWhole(pglite: PGlite, sql: string): Promise<ArrayBuffer | undefined> {
  try {
    const { blob } = await pglite.query(sql);
    return await blob?.arrayBuffer();
  } catch (error) {
    // What it wrote before it failed would be the beginning of what the next one writes.
    await pglite.query('select');
    throw error;
  }
}

/** Where statements that began a transaction fail halfway, the next one must not find itself in it. */
async function execWhole(pglite: PGlite, sql: string): Promise<StatementResult[]> {
  const wasInTransaction = pglite.isInTransaction();
  try {
    return await pglite.exec(sql);
  } catch (error) {
    if (!wasInTransaction && pglite.isInTransaction()) await pglite.exec('rollback');
    throw error;
  }
}

function queryOptions({ asArrays, textTypes }: Task & { do: 'query' }): QueryOptions {
  return {
    rowMode: asArrays ? 'array' : 'object',
    parsers: textTypes && Object.fromEntries(textTypes.map((type) => [type, asText])),
  };
}

function asText(value: string): string {
  return value;
}

/** Names and types of the columns are as large as a short row, and nobody reads them. */
function withoutFields({ rows, affectedRows, command }: StatementResult): StatementResult {
  return { rows, affectedRows, command };
}

/**
 * PGlite passes over an exception of the WebAssembly code that is not an error of a statement, such as
 * an abort or memory out of bounds, and goes on with a database that is broken, perhaps in an endless
 * loop. So it is told at once, before PGlite gets to see it.
 */
function tellOfBrokenRuntime({ Module }: PGlite): void {
  const runOnce = Module._PostgresMainLoopOnce;
  Module._PostgresMainLoopOnce = () => {
    try {
      runOnce();
    } catch (error) {
      if ((error as { status?: number }).status !== STATEMENT_FAILED) {
        say({ say: 'failure', error: errorToData(error) });
      }
      throw error;
    }
  };
}

/** PGlite's own status for the way out of a statement that has failed. */
const STATEMENT_FAILED = 100;
