/** Events that are not as the standard wants them, and errors among them. */
import { answered, broken, saying } from './expectations.ts';
import { completion, DONE, event, json, piece, STOP, stream } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

const overflow = {
  code: 400,
  message:
    'the request exceeds the available context size. try increasing the context size or enable context shift',
  type: 'invalid_request_error',
};
const tooLong = {
  outcome: 'failed',
  success: false,
  error_reason: 'context_too_long',
  error: saying('exceeds the available context size'),
};
const once = { max_retries: 0 };
const singleBreaks = stream(
  ...[piece('Par'), piece('is'), STOP, DONE].map((text) => text.replace('\n\n', '\n')),
);

export const events: WireCase[] = [
  {
    id: '11a',
    what: 'one line break between events, in a run',
    respond: singleBreaks,
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '11a',
    what: 'one line break between events, at the connection test',
    through: 'test',
    respond: singleBreaks,
    expected: { report: { success: true } },
  },
  {
    id: '11b',
    what: 'JSON on lines of its own, without a field name',
    respond: stream(
      ...[piece('Par'), piece('is'), STOP, DONE].map((text) => `${text.slice(6).trimEnd()}\n`),
    ),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '12a',
    what: 'a heartbeat that is no JSON',
    respond: stream(piece('Par'), event('ping'), piece('is'), STOP, DONE),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '12f',
    what: 'a heartbeat that has a message',
    respond: stream(
      event({ type: 'queue', message: 'waiting in queue', position: 1 }),
      piece('Par'),
      event({ code: 0, msg: 'success' }),
      piece('is'),
      STOP,
      DONE,
    ),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '12g',
    what: 'words about an error among the events',
    respond: stream(piece('Par'), event('[ERROR] out of memory'), DONE),
    config: once,
    expected: { result: broken(saying('out of memory')) },
  },
  {
    id: '12h',
    what: 'the answer of another API',
    through: 'test',
    respond: json({ message: { role: 'assistant', content: 'Paris' }, done: true }),
    expected: {
      report: { success: false, error_reason: 'unreadable', message: saying('another API') },
    },
  },
  {
    id: '12b',
    what: '[done] in small letters',
    respond: stream(piece('Paris'), event('[done]')),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '12c',
    what: 'an error event in plain words',
    respond: stream(
      piece('Par'),
      'event: error\ndata: upstream connect error or disconnect/reset before headers\n\n',
    ),
    config: once,
    expected: {
      result: broken(saying('upstream connect error or disconnect/reset before headers')),
    },
  },
  {
    id: '12d',
    what: 'numbers that are none in JSON',
    prompts: [{ prompt: 'What is the capital of France?' }],
    respond: stream(
      piece('Par'),
      'data: {"choices":[{"index":0,"delta":{"content":"is"},"logprobs":{"content":[{"token":"is","logprob":-Infinity}]},"finish_reason":null}]}\n\n',
      piece(' is the capital.'),
      STOP,
      DONE,
    ),
    expected: { result: { outcome: 'answered', response: 'Paris is the capital.' }, calls: 1 },
  },
  {
    id: '12e',
    what: 'an event that is no JSON at all',
    respond: stream(
      piece('Par'),
      'data: {"choices":[{"index":0,"delta":{"content":"is\n\n',
      piece(' is the capital.'),
      STOP,
      DONE,
    ),
    expected: {
      result: {
        outcome: 'broken',
        success: false,
        error_reason: 'damaged_stream',
        response: 'Par is the capital.',
      },
      calls: 1,
    },
  },
  {
    id: '16a',
    what: 'an error in a field of its own',
    respond: stream(
      piece('Par'),
      'error: {"code":500,"message":"KV cache exhausted","type":"server_error"}\n\n',
      DONE,
    ),
    config: once,
    expected: { result: broken(saying('KV cache exhausted')) },
  },
  {
    id: '16b',
    what: 'an error in a field of its own, before anything else',
    respond: stream(`error: ${JSON.stringify(overflow)}\n\n`, DONE),
    expected: { result: tooLong, calls: 1 },
  },
  {
    id: '17a',
    what: 'a bare error after a comment',
    respond: stream(
      ': keepalive\n\n',
      '{"error":{"code":400,"message":"request (19185 tokens) exceeds the available context size (16384 tokens), try increasing it","type":"exceed_context_size_error"}}\n',
    ),
    expected: { result: tooLong, calls: 1 },
  },
  {
    id: '17b',
    what: 'a bare error over several lines, in the middle',
    respond: stream(
      piece('Par'),
      JSON.stringify({ error: { message: 'KV cache exhausted' } }, null, 2),
      '\n\n',
    ),
    config: once,
    expected: { result: broken(saying('KV cache exhausted')) },
  },
  {
    id: '22a',
    what: 'a last chunk that repeats the message',
    respond: stream(piece('Par'), piece('is'), event(completion('Paris')), DONE),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '22c',
    what: 'a last delta that repeats the text',
    respond: stream(
      piece('Par'),
      piece('is'),
      event({ choices: [{ index: 0, delta: { content: 'Paris' }, finish_reason: 'stop' }] }),
      DONE,
    ),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '22b',
    what: 'a last chunk that repeats the message, beside an empty delta',
    respond: stream(
      piece('Par'),
      piece('is'),
      event({
        choices: [
          {
            index: 0,
            delta: null,
            message: { role: 'assistant', content: 'Paris' },
            finish_reason: 'stop',
          },
        ],
      }),
      DONE,
    ),
    expected: { result: answered(), calls: 1 },
  },
];
