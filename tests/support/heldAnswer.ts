import type { ServerResponse } from 'node:http';
import type { Script } from './fakeModel/scripts.ts';
import { formatEvent } from './fakeModel/sse.ts';

/** An answer of the fake model that comes word by word, when the test says so. */
export interface HeldAnswer {
  script: Script;
  /** Resolves once the model has been asked. */
  requested: Promise<void>;
  sendText(text: string): Promise<void>;
  sendReasoning(text: string): Promise<void>;
  /** Ends it as it should, with the counts that are given. */
  end(usage?: { prompt_tokens: number; completion_tokens: number }): Promise<void>;
  /** Breaks the connection off. */
  breakConnection(): Promise<void>;
}

export function holdAnswer(): HeldAnswer {
  const opened = Promise.withResolvers<ServerResponse>();
  const ended = Promise.withResolvers<void>();
  const write = async (event: unknown) => {
    (await opened.promise).write(formatEvent(event));
  };
  const delta = (fields: object, finishReason: string | null = null) =>
    write({ choices: [{ index: 0, delta: fields, finish_reason: finishReason }] });
  return {
    script: {
      kind: 'raw',
      write(res) {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.flushHeaders();
        opened.resolve(res);
        return ended.promise;
      },
    },
    requested: opened.promise.then(() => {}),
    sendText: (content) => delta({ content }),
    sendReasoning: (reasoning_content) => delta({ reasoning_content }),
    async end(usage = { prompt_tokens: 100, completion_tokens: 20 }) {
      await delta({}, 'stop');
      await write({ choices: [], usage });
      await write('[DONE]');
      (await opened.promise).end();
      ended.resolve();
    },
    async breakConnection() {
      (await opened.promise).destroy();
      ended.resolve();
    },
  };
}
