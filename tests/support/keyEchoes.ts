import type { FakeCall } from './fakeModel/callLog.ts';
import { providerErrors } from './fakeModel/providerErrors.ts';
import type { Script } from './fakeModel/scripts.ts';
import { keyEncodings } from './keySearch.ts';

/** A way in which an endpoint gives back the key that it was sent. */
export interface KeyEcho {
  play(call: FakeCall): Script;
  /** Whether the endpoint's words are shown to the user, with the key redacted. */
  isShownToUser: boolean;
  /** Ends by a time limit only. */
  isEndless?: boolean;
}

/** Every way we know of, by its name; a responder that plays what the prompt names gets them all. */
export const keyEchoes: Record<string, KeyEcho> = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 413, 422, 429, 500, 503].map((status) => [
      `error ${status}, in body and headers`,
      shownToUser((call) => providerErrors.echoedKey(call, status)),
    ]),
  ),
  'error as plain text': shownToUser((call) => ({
    kind: 'error',
    status: 401,
    body: `No access with ${allEncodings(call)}`,
  })),
  'error as a page': shownToUser((call) => providerErrors.html(401, keyOf(call))),
  'error in a list of findings': shownToUser((call) =>
    providerErrors.detail(422, [{ loc: ['header', 'authorization'], msg: allEncodings(call) }]),
  ),
  'error that names itself only by a code': shownToUser((call) => ({
    kind: 'error',
    status: 500,
    body: { error: { code: keyOf(call) } },
  })),
  'wait in place of which the key stands': notShown((call) =>
    providerErrors.tooManyRequests({ 'retry-after': keyOf(call) }),
  ),
  'error inside a stream': shownToUser((call) => ({
    kind: 'error-in-stream',
    after: 'Half an answer ',
    error: providerErrors.echoedKey(call).body,
  })),
  'error inside a JSON answer': shownToUser((call) => ({
    kind: 'reply',
    body: providerErrors.echoedKey(call).body,
  })),

  'answer in tiny pieces': shownToUser((call) => ({
    kind: 'answer',
    text: allEncodings(call),
    chunkChars: 1,
  })),
  'answer in pieces of seven': shownToUser((call) => ({
    kind: 'answer',
    text: allEncodings(call),
    chunkChars: 7,
    splitBytes: 5,
  })),
  'answer in one piece': shownToUser((call) => ({
    kind: 'answer',
    text: allEncodings(call),
    forceJson: true,
  })),
  'answer in capitals': shownToUser((call) => ({
    kind: 'answer',
    text: keyOf(call).toUpperCase(),
  })),
  'answer as a list of parts': shownToUser((call) => ({
    kind: 'answer',
    chunks: [{ delta: { content: [{ type: 'text', text: allEncodings(call) }] } }],
  })),
  reasoning: shownToUser((call) => ({
    kind: 'answer',
    reasoning: [...allEncodings(call)],
    text: 'That was all.',
  })),
  'reasoning in the other field': shownToUser((call) => ({
    kind: 'answer',
    reasoning: allEncodings(call),
    reasoningField: 'reasoning',
    text: 'That was all.',
  })),
  'reasoning between think tags': shownToUser((call) => ({
    kind: 'answer',
    text: `<think>${allEncodings(call)}</think>That was all.`,
    chunkChars: 3,
  })),
  'half in the reasoning, half in the answer': shownToUser((call) => {
    const half = Math.ceil(keyOf(call).length / 2);
    const [first, second] = [keyOf(call).slice(0, half), keyOf(call).slice(half)];
    return { kind: 'answer', reasoning: `It begins ${first}`, text: `${second} is its end.` };
  }),
  refusal: shownToUser((call) => ({
    kind: 'answer',
    chunks: [...allEncodings(call)].map((refusal) => ({ delta: { refusal } })),
  })),
  'finish reason': shownToUser((call) => ({ kind: 'answer', finishReason: keyOf(call) })),
  'model name': notShown((call) => ({ kind: 'answer', model: keyOf(call) })),
  'fields beside the text': notShown((call) => {
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
  'lines and comments of the stream': notShown((call) => ({
    kind: 'answer',
    comments: [keyOf(call)],
    extraLines: [`id: ${keyOf(call)}`, `retry: ${keyOf(call)}`, `${keyOf(call)}: 1`],
  })),
  'event of a name of its own': notShown((call) => ({
    kind: 'answer',
    extraLines: [`event: ${keyOf(call)}`],
  })),
  'headers, the request id among them': shownToUser((call) => ({
    kind: 'answer',
    headers: {
      'x-echo': keyOf(call),
      'x-request-id': keyOf(call),
      'set-cookie': `key=${keyOf(call)}`,
      'content-type': `text/event-stream; key=${keyOf(call)}`,
    },
  })),

  redirect: notShown((call) => ({
    kind: 'redirect',
    location: `http://${call.headers.host}/elsewhere?key=${encodeURIComponent(keyOf(call))}`,
  })),
  'broken JSON': notShown((call) => ({
    kind: 'reply',
    body: `{"choices":[{"message":{"content":"${keyOf(call)}`,
  })),
  'broken JSON in a stream': notShown((call) => ({
    kind: 'answer',
    chunks: [{ data: `{"choices":[{"delta":"${keyOf(call)}` }],
  })),
  'text in place of JSON': notShown((call) => ({ kind: 'reply', body: allEncodings(call) })),
  'status line': notShown((call) => ({
    kind: 'raw',
    write(res) {
      res.writeHead(500, keyOf(call));
      res.end();
    },
  })),
  'broken header': notShown((call) => ({
    kind: 'raw',
    write({ socket }) {
      socket?.end(`HTTP/1.1 200 OK\r\n${keyOf(call)} \x01\r\n\r\n`);
    },
  })),
  'no HTTP at all': notShown((call) => ({
    kind: 'raw',
    write({ socket }) {
      socket?.end(`${allEncodings(call)}\r\n\r\n`);
    },
  })),
  'stream that breaks off': shownToUser((call) => ({
    kind: 'reset',
    when: 'mid-stream',
    afterChunks: Number.POSITIVE_INFINITY,
    answer: { text: `${allEncodings(call)} and `, chunkChars: 2 },
  })),
  'stream that ends within the key': shownToUser((call) => ({
    kind: 'answer',
    text: `So: ${keyOf(call).slice(0, -4)}`,
    chunkChars: 5,
    finishReason: null,
    done: false,
  })),
  'too long an answer': shownToUser((call) => ({
    kind: 'answer',
    text: `${keyOf(call)} `.repeat(8_000),
    forceJson: true,
  })),
  'too long a stream': shownToUser((call) => ({
    kind: 'answer',
    text: `${keyOf(call)} `.repeat(8_000),
    chunkChars: 20_000,
  })),
  'stream that falls silent': {
    ...shownToUser((call) => ({
      kind: 'hang',
      when: 'mid-stream',
      afterChunks: Number.POSITIVE_INFINITY,
      answer: { text: `${allEncodings(call)} and`, chunkChars: 4 },
    })),
    isEndless: true,
  },
};

/** The key that came with a call, or the password of its Basic authentication. */
export function keyOf({ headers }: FakeCall): string {
  const [scheme, value = ''] = String(headers.authorization ?? '').split(' ');
  return scheme === 'Basic'
    ? Buffer.from(value, 'base64')
        .toString()
        .replace(/^[^:]*:/, '')
    : value;
}

/** The key in every spelling, once as the header had it. */
function allEncodings(call: FakeCall): string {
  const key = keyOf(call);
  return [`Authorization: ${call.headers.authorization}`, ...Object.values(keyEncodings(key))].join(
    ' ; ',
  );
}

function shownToUser(play: KeyEcho['play']): KeyEcho {
  return { play, isShownToUser: true };
}

function notShown(play: KeyEcho['play']): KeyEcho {
  return { play, isShownToUser: false };
}
