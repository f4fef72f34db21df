import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** What servers answered to this process, as it came: status, headers and body of each reply. */
export interface RecordedReplies {
  /** Everything so far; waits for the bodies that are still coming. */
  text(): Promise<string>;
  stop(): void;
}

/**
 * Listens to `fetch` of this process, which every client of the tests uses, streams included. What is
 * asked is not recorded.
 */
export function recordReplies(): RecordedReplies {
  const { fetch } = globalThis;
  const recorded: string[] = [];
  const pendingBodies: Promise<void>[] = [];
  globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init);
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    recorded.push([`${response.status} ${response.statusText}`, ...headers, ''].join('\n'));
    pendingBodies.push(readInto(recorded, response.clone()));
    return response;
  };
  return {
    async text() {
      await Promise.all(pendingBodies);
      return recorded.join('\n');
    },
    stop() {
      globalThis.fetch = fetch;
    },
  };
}

async function readInto(recorded: string[], response: Response): Promise<void> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  let body = '';
  try {
    for await (const bytes of Readable.fromWeb(response.body as ReadableStream)) {
      body += decoder.decode(bytes, { stream: true });
    }
  } catch {
    // A stream that was left: what came until then counts.
  }
  recorded.push(body);
}
