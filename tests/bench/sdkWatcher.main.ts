/** Watches runs in a process of its own and tells what that took, by the client or by a bare EventSource. */
import { pathToFileURL } from 'node:url';
import { EventSource } from 'eventsource';

export interface WatchRequest {
  way: 'client' | 'bare';
  /** The module of the packed client. */
  entry: string;
  /** Of the server. */
  url: string;
  sessionId: string;
  testRunId: string;
}

export interface WatchedRun {
  results: number;
  /** Of this process, from the request to the end of the run. */
  cpuMs: number;
}

// Nobody needs it after the bench.
process.on('disconnect', () => process.exit());

process.on('message', async (request: WatchRequest) => {
  const watch = request.way === 'client' ? await watchByClient(request) : watchBare;
  const before = process.cpuUsage();
  const results = await watch(request);
  const { user, system } = process.cpuUsage(before);
  process.send?.({ results, cpuMs: (user + system) / 1_000 } satisfies WatchedRun);
});

async function watchByClient({ entry, url, sessionId }: WatchRequest) {
  const { createByomClient } = (await import(
    pathToFileURL(entry).href
  )) as typeof import('../../sdk/index.ts');
  const byom = createByomClient({ baseUrl: url, sessionId });
  return ({ testRunId }: WatchRequest) =>
    new Promise<number>((resolve, onError) => {
      let results = 0;
      byom.batch.onProgress.subscribe(
        { testRunId },
        {
          onData: ({ data }) => {
            results += data.results.length;
          },
          onComplete: () => resolve(results),
          onError,
        },
      );
    });
}

function watchBare({ url, sessionId, testRunId }: WatchRequest): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ json: { testRunId } }));
  const source = new EventSource(`${url}/trpc/batch.onProgress?input=${input}`, {
    fetch: (address, init) =>
      fetch(address, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${sessionId}` },
      }),
  });
  return new Promise((resolve, reject) => {
    let results = 0;
    source.addEventListener('message', ({ data }) => {
      results += JSON.parse(data).json.results.length;
    });
    source.addEventListener('return', () => {
      source.close();
      resolve(results);
    });
    source.addEventListener('error', ({ message }) => reject(new Error(message)));
  });
}
