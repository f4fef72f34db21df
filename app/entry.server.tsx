import { PassThrough } from 'node:stream';
import {
  type ActionFunctionArgs,
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';
import { loadAllParts } from './lib/LazyPart.tsx';
import { provideMarkdown } from './modelText/LazyMarkdown.tsx';
import { Markdown } from './modelText/Markdown.tsx';
import { NonceContext } from './shell/nonce.ts';

provideMarkdown(Markdown);

const ABORT_AFTER_MS = 10_000;

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  { cspNonce, reportError }: AppLoadContext,
): Promise<Response> {
  await loadAllParts();
  return new Promise((resolve, reject) => {
    let isShellReady = false;
    const send = () => {
      const body = new PassThrough();
      headers.set('content-type', 'text/html; charset=utf-8');
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={cspNonce}>
        <RemixServer context={context} url={request.url} nonce={cspNonce} />
      </NonceContext.Provider>,
      {
        nonce: cspNonce,
        onShellReady() {
          isShellReady = true;
        },
        // A page that was sent before would need a script to put the rest in its place (docs/decisions/0047).
        onAllReady: send,
        onShellError: reject,
        onError(error) {
          // Before the shell is ready the error becomes the answer; afterwards only the log has it.
          if (isShellReady) reportError(error);
        },
      },
    );
    setTimeout(abort, ABORT_AFTER_MS).unref();
  });
}

/**
 * Hears of everything that a loader or an action threw; Remix itself would print it as it is. What Remix
 * refuses, such as an unknown address, is in the log as the request that it was.
 */
export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  const isRefusal = isRouteErrorResponse(error) && error.status < 500;
  if (!request.signal.aborted && !isRefusal) context.reportError(error);
}
