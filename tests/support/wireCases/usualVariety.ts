/** Habits of servers that break no rule, or only one that everybody breaks. */
import { expect } from 'vitest';
import { answered, apart, broken, SUM, saying } from './expectations.ts';
import { chunk, DONE, event, finish, json, piece, STOP, stream } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

const overflow = {
  error: {
    code: 400,
    message: 'the request exceeds the available context size. try increasing the context size',
    type: 'exceed_context_size_error',
  },
};

export const usualVariety: WireCase[] = [
  {
    id: 'G01',
    what: 'a byte order mark before the first event',
    respond: stream('\uFEFF', piece('Paris'), STOP, DONE),
    expected: { result: answered() },
  },
  {
    id: 'G02',
    what: 'an error event without an error field',
    respond: stream(piece('Par'), 'event: error\n', event({ message: 'overloaded' })),
    config: { max_retries: 0 },
    expected: { result: broken(saying('overloaded')) },
  },
  {
    id: 'G03',
    what: 'an error object among the events',
    respond: stream(
      piece('Par'),
      event({ error: { message: 'EngineCore died', type: 'InternalServerError', code: 500 } }),
      DONE,
    ),
    config: { max_retries: 0 },
    expected: { result: broken(saying('EngineCore died')) },
  },
  {
    id: 'G04',
    what: 'bare error JSON as the first bytes of an event stream',
    respond: stream(JSON.stringify(overflow)),
    expected: {
      result: { error_reason: 'context_too_long', error: saying('available context size') },
      calls: 1,
    },
  },
  {
    id: 'G05',
    what: 'the whole message so far beside each delta',
    respond: stream(
      ...['Pa', 'Paris'].map((content, index) =>
        chunk({
          delta: { content: index === 0 ? 'Pa' : 'ris' },
          message: { role: 'assistant', content },
          finish_reason: index === 0 ? null : 'stop',
        }),
      ),
      DONE,
    ),
    expected: { result: answered() },
  },
  {
    id: 'G06',
    what: 'chunks of a content filter with offsets',
    respond: stream(
      event({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] }),
      piece('Paris'),
      chunk({
        content_filter_offsets: { check_offset: 44, start_offset: 44, end_offset: 49 },
        content_filter_results: { hate: { filtered: false, severity: 'safe' } },
        finish_reason: null,
      }),
      STOP,
      DONE,
    ),
    expected: { result: answered() },
  },
  {
    id: 'G07',
    what: 'a finish reason on each chunk',
    respond: stream(
      chunk({ delta: { content: 'Par' }, finish_reason: 'stop' }),
      chunk({ delta: { content: 'is' }, finish_reason: 'stop' }),
      DONE,
    ),
    expected: { result: answered() },
  },
  {
    id: 'G08',
    what: 'HTTP/1.0 without a length, in a run',
    respond: {
      kind: 'wire',
      head: 'HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n',
      body: [piece('Paris'), STOP, DONE],
    },
    expected: { result: answered() },
  },
  {
    id: 'G08',
    what: 'HTTP/1.0 without a length, at the connection test',
    through: 'test',
    respond: {
      kind: 'wire',
      head: 'HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n',
      body: [piece('Paris'), STOP, DONE],
    },
    expected: { report: { success: true } },
  },
  {
    id: 'G09',
    what: 'stream options are an unknown name',
    through: 'test',
    respond: ({ body }) =>
      body?.stream_options === undefined
        ? { kind: 'answer' }
        : json(
            {
              error: {
                code: 400,
                message:
                  'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.',
                status: 'INVALID_ARGUMENT',
              },
            },
            { status: 400 },
          ),
    expected: {
      report: { success: true },
      session: { adaptations: { stream_options: expect.anything() } },
    },
  },
  {
    id: 'G10',
    what: 'only the default temperature is supported',
    through: 'test',
    server: { refusedFeatures: ['temperature'] },
    respond: { kind: 'answer' },
    expected: {
      report: { success: true },
      session: { adaptations: { temperature: expect.anything() } },
    },
  },
  {
    id: 'G11',
    what: 'a limit whose header names its end',
    respond: refusedAtFirst({ 'x-ratelimit-reset-requests': '1.1s' }),
    expected: { result: { ...answered(), attempts: 2 } },
    check: ({ calls: [refused, next] }) => {
      expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_100);
    },
  },
  {
    id: 'G12',
    what: 'think tags, cut anywhere',
    prompts: [SUM],
    respond: stream(piece('<thi'), piece('nk>h'), piece('m</th'), piece('ink>4'), STOP, DONE),
    expected: { result: apart },
  },
];

/** 429 for the first call, then an answer. */
function refusedAtFirst(headers: Record<string, string>): WireCase['respond'] {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls > 1) return stream(piece('Paris'), finish('stop'), DONE);
    const error = { message: 'Rate limit reached for model `m`.', code: 'rate_limit_exceeded' };
    return json({ error }, { status: 429, headers });
  };
}
