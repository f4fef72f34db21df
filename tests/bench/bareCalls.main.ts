/** Calls by bare undici, alone in a process: what they measure is the best that can be measured here. */
import { performance } from 'node:perf_hooks';
import { Agent } from 'undici';

/** Calls to make, `atOnce` of them at a time. */
export interface BareCallsRequest {
  url: string;
  prompts: string[];
  atOnce: number;
}

/** What whoever made a call has measured of it, from the writing of the request. */
export interface CallTimes {
  prompt: string;
  ttftMs: number;
  latencyMs: number;
}

const agent = new Agent({ connections: 256 });

// Nobody needs it after the bench.
process.on('disconnect', () => process.exit());

process.on('message', async ({ url, prompts, atOnce }: BareCallsRequest) => {
  const { origin, pathname } = new URL(url);
  const left = prompts.values();
  const measured: CallTimes[] = [];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const prompt of left) measured.push(await call(origin, pathname, prompt));
    }),
  );
  process.send?.(measured);
});

function call(origin: string, path: string, prompt: string): Promise<CallTimes> {
  const body = JSON.stringify({
    model: 'bench',
    messages: [{ role: 'user', content: prompt }],
    max_tokens: 1024,
    temperature: 0.7,
    stream: true,
    stream_options: { include_usage: true },
  });
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  return new Promise((resolve, reject) => {
    let sentAt = Number.NaN;
    let firstTextAt: number | undefined;
    agent.dispatch(
      { origin, path, method: 'POST', headers, body },
      {
        onRequestStart() {
          sentAt = performance.now();
        },
        onResponseStart(controller, status) {
          if (status !== 200) controller.abort(new Error(`The server answered ${status}.`));
        },
        onResponseData(_controller, bytes) {
          if (firstTextAt === undefined && bytes.includes('"content":')) {
            firstTextAt = performance.now();
          }
        },
        onResponseEnd() {
          const endedAt = performance.now();
          if (firstTextAt === undefined) return reject(new Error('An answer had no text.'));
          resolve({ prompt, ttftMs: firstTextAt - sentAt, latencyMs: endedAt - sentAt });
        },
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
