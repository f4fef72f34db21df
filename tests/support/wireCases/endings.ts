/** How a body and its connection end, when the answer itself is complete or is not. */
import { answered, below, broken, saying } from './expectations.ts';
import { completion, DONE, json, piece, STOP, stream } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

const whole = [piece('Paris'), STOP, DONE];
const soon = { ...answered(), latency_ms: below(2_000) };

export const endings: WireCase[] = [
  {
    id: '07a',
    what: 'the body never ends, at the connection test',
    through: 'test',
    respond: { ...stream(...whole), end: 'never' },
    expected: { report: { success: true } },
  },
  {
    id: '07a',
    what: 'the body never ends, in a run',
    respond: { ...stream(...whole), end: 'never' },
    expected: { result: soon, calls: 1 },
  },
  {
    id: '07b',
    what: 'the body ends seconds after [DONE]',
    respond: stream(...whole, { waitMs: 3_000 }),
    expected: { result: soon, calls: 1 },
  },
  {
    id: '07c',
    what: 'the body never ends, and there is no [DONE]',
    respond: { ...stream(piece('Paris'), STOP), end: 'never' },
    expected: { result: soon, calls: 1 },
  },
  {
    id: '07d',
    what: 'the usage comes after the finish reason, in a body that never ends',
    respond: {
      ...stream(
        piece('Paris'),
        STOP,
        { waitMs: 300 },
        `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 13 } })}\n\n`,
      ),
      end: 'never',
    },
    expected: { result: { ...soon, input_tokens: 9, output_tokens: 13 }, calls: 1 },
  },
  {
    id: '07e',
    what: 'a JSON answer whose body never ends',
    respond: json(completion('Paris'), { end: 'never' }),
    expected: { result: soon, calls: 1 },
  },
  {
    id: '08a',
    what: 'the connection is reset after [DONE]',
    respond: { ...stream(...whole), end: 'rst' },
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '08b',
    what: 'the length is too large, and the connection is closed after [DONE]',
    respond: {
      ...stream(whole.join('')),
      headers: { 'content-type': 'text/event-stream', 'content-length': tooLong(whole.join('')) },
      end: 'fin',
    },
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '08c',
    what: 'a JSON answer without its last chunk',
    respond: json(completion('Paris'), { end: 'rst' }),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '08d',
    what: 'a JSON answer whose length is too large',
    respond: json(completion('Paris'), {
      headers: {
        'content-type': 'application/json',
        'content-length': tooLong(JSON.stringify(completion('Paris'))),
      },
      end: 'fin',
    }),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '08e',
    what: 'the connection is reset in the middle',
    respond: { ...stream(piece('Par')), end: 'rst' },
    config: { max_retries: 0 },
    expected: { result: broken() },
  },
  {
    id: '08f',
    what: 'the last event lacks its line break, and the connection is reset',
    respond: { ...stream(piece('Paris'), STOP.trimEnd()), end: 'rst' },
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '08g',
    what: 'an error in the last event lacks its line break, and the connection is reset',
    respond: { ...stream(piece('Par'), '{"error":{"message":"KV cache exhausted"}}'), end: 'rst' },
    config: { max_retries: 0 },
    expected: { result: broken(saying('KV cache exhausted')) },
  },
  {
    id: '07f',
    what: 'a JSON answer that pauses where it looks closed',
    respond: json(completion('Paris'), {
      body: [
        '{"id":{"run":1}',
        { waitMs: 3_300 },
        `,${JSON.stringify(completion('Paris')).slice(1)}`,
      ],
    }),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '07g',
    what: 'the body of a refusal never ends',
    through: 'test',
    respond: json(
      { error: { message: 'Incorrect API key provided' } },
      { status: 401, end: 'never' },
    ),
    expected: {
      report: { success: false, error_reason: 'key_refused', message: saying('Incorrect API key') },
    },
  },
];

function tooLong(body: string): string {
  return String(Buffer.byteLength(body) + 10);
}
