/**
 * What others do while a run is measured, from a process of their own: watchers follow another run, pages
 * are loaded, and exports run one after another.
 */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import superjson from 'superjson';

export interface RunOfSession {
  sessionId: string;
  testRunId: string;
}

export type OutsideLoadRequest =
  /** Answered when the watchers have joined. */
  | { ask: 'start'; url: string; watchers: number; watched: RunOfSession; exported: RunOfSession }
  /** What was done since it was last asked. */
  | { ask: 'counts' };

export interface LoadCounts {
  /** Bytes that the watchers received. */
  watchedBytes: number;
  /** Watchers whose stream is open. */
  watching: number;
  pages: number;
  exports: number;
}

const PAGE_EVERY_MS = 100;
/** So many are under way at most, as nobody opens pages that do not come. */
const PAGES_AT_ONCE = 10;
const pages = ['', '/model', '/batch', '/chat', '/export'].map((step) => `/demo/test-model${step}`);

const agent = new Agent({ keepAlive: true });
const counts: LoadCounts = { watchedBytes: 0, watching: 0, pages: 0, exports: 0 };

// Nobody needs it after the bench.
process.on('disconnect', () => process.exit());

process.on('message', async (request: OutsideLoadRequest) => {
  if (request.ask === 'start') await start(request);
  process.send?.(counts);
  Object.assign(counts, { watchedBytes: 0, pages: 0, exports: 0 });
});

async function start(request: Extract<OutsideLoadRequest, { ask: 'start' }>): Promise<void> {
  const { url, watchers, watched, exported } = request;
  await Promise.all(Array.from({ length: watchers }, () => watch(url, watched)));
  void exportForEver(url, exported);
  let opened = 0;
  let underWay = 0;
  setInterval(async () => {
    if (underWay >= PAGES_AT_ONCE) return;
    underWay += 1;
    opened += 1;
    await read(`${url}${pages[opened % pages.length]}`, watched.sessionId);
    underWay -= 1;
    counts.pages += 1;
  }, PAGE_EVERY_MS);
}

async function watch(url: string, { sessionId, testRunId }: RunOfSession): Promise<void> {
  const input = encodeURIComponent(JSON.stringify(superjson.serialize({ testRunId })));
  const stream = await open(`${url}/trpc/batch.onProgress?input=${input}`, sessionId);
  counts.watching += 1;
  stream.on('data', (bytes: Buffer) => {
    counts.watchedBytes += bytes.length;
  });
  stream.on('end', () => {
    counts.watching -= 1;
  });
  await once(stream, 'data');
}

async function exportForEver(url: string, { sessionId, testRunId }: RunOfSession): Promise<void> {
  for (;;) {
    await read(`${url}/api/demo/v2/export?format=csv&test_run_id=${testRunId}`, sessionId);
    counts.exports += 1;
  }
}

async function read(address: string, sessionId: string): Promise<void> {
  const answer = await open(address, sessionId);
  answer.resume();
  await once(answer, 'end');
}

async function open(address: string, sessionId: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${sessionId}` };
  const [answer] = (await once(get(address, { agent, headers }), 'response')) as [IncomingMessage];
  if ((answer.statusCode ?? 500) >= 400) {
    throw new Error(`${address} answered ${answer.statusCode}`);
  }
  return answer;
}
