import type { FakeCall } from './fakeModel/callLog.ts';
import { providerErrors } from './fakeModel/providerErrors.ts';
import type { Script } from './fakeModel/scripts.ts';
import { spellingsOf } from './keySearch.ts';

/** A way in which an endpoint gives back the key that it was sent. */
export interface KeyEcho {
  play(call: FakeCall): Script;
  /** Whether the endpoint's words are shown to the user, with the key redacted. */
  isShown: boolean;
  /** Ends by a time limit only. */
  isEndless?: boolean;
}

/** Every way we know of, by its name; a responder that plays what the prompt names gets them all. */
export const keyEchoes: Record<string, KeyEcho> = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 413, 422, 429, 500, 503].map((status) => [
      `error ${status}, in body and headers`,
      shown((call) => providerErrors.echoedKey(call, status)),
    ]),
  ),
  'error as plain text': shown((call) => ({
    kind: 'error',
    status: 401,
    body: `No access with ${echo(call)}`,
  })),
  'error as a page': shown((call) => providerErrors.html(401, keyOf(call))),
  'error in a list of findings': shown((call) =>
    providerErrors.detail(422, [{ loc: ['header', 'authorization'], msg: echo(call) }]),
  ),
  'error that names itself only by a code': shown((call) => ({
    kind: 'error',
    status: 500,
    body: { error: { code: keyOf(call) } },
  })),
  'wait in place of which the key stands': hidden((call) =>
    providerErrors.tooManyRequests({ 'retry-after': keyOf(call) }),
  ),
  'error inside a stream': shown((call) => ({
    kind: 'error-in-stream',
    after: 'Half an answer ',
    error: providerErrors.echoedKey(call).body,
  })),
  'error inside a JSON answer': shown((call) => ({
    kind: 'reply',
    body: providerErrors.echoedKey(call).body,
  })),

  'answer in tiny pieces': shown((call) => ({ kind: 'answer', text: echo(call), chunkChars: 1 })),
  'answer in pieces of seven': shown((call) => ({
    kind: 'answer',
    text: echo(call),
    chunkChars: 7,
    splitBytes: 5,
  })),
  'answer in one piece': shown((call) => ({ kind: 'answer', text: echo(call), forceJson: true })),
  'answer in capitals': shown((call) => ({ kind: 'answer', text: keyOf(call).toUpperCase() })),
  'answer as a list of parts': shown((call) => ({
    kind: 'answer',
    chunks: [{ delta: { content: [{ type: 'text', text: echo(call) }] } }],
  })),
  reasoning: shown((call) => ({
    kind: 'answer',
    reasoning: [...echo(call)],
    text: 'That was all.',
  })),
  'reasoning in the other field': shown((call) => ({
    kind: 'answer',
    reasoning: echo(call),
    reasoningField: 'reasoning',
    text: 'That was all.',
  })),
  'reasoning between think tags': shown((call) => ({
    kind: 'answer',
    text: `<think>${echo(call)}</think>That was all.`,
    chunkChars: 3,
  })),
  'half in the reasoning, half in the answer': shown((call) => {
    const half = Math.ceil(keyOf(call).length / 2);
    const [first, second] = [keyOf(call).slice(0, half), keyOf(call).slice(half)];
    return { kind: 'answer', reasoning: `It begins ${first}`, text: `${second} is its end.` };
  }),
  refusal: shown((call) => ({
    kind: 'answer',
    chunks: [...echo(call)].map((refusal) => ({ delta: { refusal } })),
  })),
  'finish reason': shown((call) => ({ kind: 'answer', finishReason: keyOf(call) })),
  'model name': hidden((call) => ({ kind: 'answer', model: keyOf(call) })),
  'fields beside the text': hidden((call) => {
    const key = keyOf(call);
    return {
      kind: 'reply',
      body: {
        id: key,
        created: key,
        system_fingerprint: key,
        usage: { prompt_tokens: key, completion_tokens: key, [key]: 1 },
        choices: [
          {
            message: { role: key, content: 'Fine.', name: key, tool_calls: [{ id: key }] },
            logprobs: key,
            finish_reason: 'stop',
          },
        ],
        [key]: key,
      },
    };
  }),
  'lines and comments of the stream': hidden((call) => ({
    kind: 'answer',
    comments: [keyOf(call)],
    extraLines: [`id: ${keyOf(call)}`, `retry: ${keyOf(call)}`, `${keyOf(call)}: 1`],
  })),
  'event of a name of its own': hidden((call) => ({
    kind: 'answer',
    extraLines: [`event: ${keyOf(call)}`],
  })),
  'headers, the request id among them': shown((call) => ({
    kind: 'answer',
    headers: {
      'x-echo': keyOf(call),
      'x-request-id': keyOf(call),
      'set-cookie': `key=${keyOf(call)}`,
      'content-type': `text/event-stream; key=${keyOf(call)}`,
    },
  })),

  redirect: hidden((call) => ({
    kind: 'redirect',
    location: `http://${call.headers.host}/elsewhere?key=${encodeURIComponent(keyOf(call))}`,
  })),
  'broken JSON': hidden((call) => ({
    kind: 'reply',
    body: `{"choices":[{"message":{"content":"${keyOf(call)}`,
  })),
  'broken JSON in a stream': hidden((call) => ({
    kind: 'answer',
    chunks: [{ data: `{"choices":[{"delta":"${keyOf(call)}` }],
  })),
  'text in place of JSON': hidden((call) => ({ kind: 'reply', body: echo(call) })),
  'status line': hidden((call) => ({
    kind: 'raw',
    write(res) {
      res.writeHead(500, keyOf(call));
      res.end();
    },
  })),
  'broken header': hidden((call) => ({
    kind: 'raw',
    write({ socket }) {
      socket?.end(`HTTP/1.1 200 OK\r\n${keyOf(call)} \x01\r\n\r\n`);
    },
  })),
  'no HTTP at all': hidden((call) => ({
    kind: 'raw',
    write({ socket }) {
      socket?.end(`${echo(call)}\r\n\r\n`);
    },
  })),
  'stream that breaks off': shown((call) => ({
    kind: 'reset',
    when: 'mid-stream',
    afterChunks: Number.POSITIVE_INFINITY,
    answer: { text: `${echo(call)} and `, chunkChars: 2 },
  })),
  'stream that ends within the key': shown((call) => ({
    kind: 'answer',
    text: `So: ${keyOf(call).slice(0, -4)}`,
    chunkChars: 5,
    finishReason: null,
    done: false,
  })),
  'too long an answer': hidden((call) => ({
    kind: 'answer',
    text: `${keyOf(call)} `.repeat(8_000),
    forceJson: true,
  })),
  'too long a stream': shown((call) => ({
    kind: 'answer',
    text: `${keyOf(call)} `.repeat(8_000),
    chunkChars: 20_000,
  })),
  'stream that falls silent': {
    ...shown((call) => ({
      kind: 'hang',
      when: 'mid-stream',
      afterChunks: Number.POSITIVE_INFINITY,
      answer: { text: `${echo(call)} and`, chunkChars: 4 },
    })),
    isEndless: true,
  },
};

/** The key that came with a call. */
export function keyOf({ headers }: FakeCall): string {
  return String(headers.authorization ?? '').replace(/^Bearer /, '');
}

/** The key in every spelling, once as the header had it. */
function echo(call: FakeCall): string {
  const key = keyOf(call);
  return [`Authorization: Bearer ${key}`, ...Object.values(spellingsOf(key))].join(' ; ');
}

function shown(play: KeyEcho['play']): KeyEcho {
  return { play, isShown: true };
}

function hidden(play: KeyEcho['play']): KeyEcho {
  return { play, isShown: false };
}
