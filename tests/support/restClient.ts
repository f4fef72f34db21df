import { checkAnswer } from './openApi/checkAnswer.ts';

/** REST v2 with JSON in and out, its answers held against their description. `path` is relative to `/api/demo/v2`. */
export type RestClient = (method: string, path: string, body?: unknown) => Promise<RestAnswer>;

export interface RestAnswer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers; each test says what it expects.
  json: any;
}

export function createRestClient(serverUrl: string): RestClient {
  return async (method, path, body) => {
    const response = await fetch(`${serverUrl}/api/demo/v2${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type');
    checkAnswer({
      method,
      path: path.split('?')[0] ?? path,
      status: response.status,
      contentType,
      body: text,
    });
    const isJson = /^application\/json\b/.test(contentType ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  };
}

/** Polls as the audit's client does, until the run is over. */
export async function waitForRun(
  { rest }: { rest: RestClient },
  sessionId: string,
  runId: string,
  withinMs = 30_000,
): Promise<RestAnswer['json']> {
  const deadline = Date.now() + withinMs;
  while (true) {
    const { json } = await rest('GET', `/batch-test?session_id=${sessionId}&test_run_id=${runId}`);
    if (!['pending', 'running'].includes(json.status)) return json;
    if (Date.now() > deadline) {
      throw new Error(`The run is still ${json.status} at ${json.progress} after ${withinMs} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
