/** Holds every answer of REST that a test gets by `fetch` against its description. */
import { checkAnswer } from './checkAnswer.ts';

const BASE = '/api/demo/v2';
const IS_CHECKED = Symbol.for('byom.checkedFetch');

const { fetch: plainFetch } = globalThis as { fetch: typeof fetch & { [IS_CHECKED]?: true } };
if (!plainFetch[IS_CHECKED]) {
  globalThis.fetch = Object.assign(checkedFetch, { [IS_CHECKED]: true as const });
}

async function checkedFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await plainFetch(input, init);
  const request = input instanceof Request ? input : undefined;
  const { pathname } = new URL(request?.url ?? String(input));
  if (!pathname.startsWith(`${BASE}/`)) return response;
  const contentType = response.headers.get('content-type');
  // Downloads and streams are read as the test reads them.
  const isRead =
    contentType?.startsWith('application/json') && !response.headers.has('content-disposition');
  checkAnswer({
    method: init?.method ?? request?.method ?? 'GET',
    path: pathname.slice(BASE.length),
    status: response.status,
    contentType,
    ...(isRead && { body: await response.clone().text() }),
  });
  return response;
}
