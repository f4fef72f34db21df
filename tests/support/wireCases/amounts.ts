/** How much a server sends, how long it is silent, and how it packs what it sends. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { WireScript } from '../fakeModel/wire.ts';
import { answered, saying } from './expectations.ts';
import { chunk, completion, DONE, event, json, piece, STOP, stream } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

const usualFields = {
  id: 'chatcmpl-123456789012345678901234',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'some-organisation/some-model-70b-instruct',
  system_fingerprint: 'fp_0123456789',
};
const tok = chunk({ delta: { content: ' tok' }, logprobs: null, finish_reason: null }, usualFields);
const sources = Array.from({ length: 20 }, (_, index) => ({
  title: `A page about something, number ${index}, with a title that is not short`,
  url: `https://www.example.com/some/long/path/to/a/page/number/${index}?with=parameters`,
}));
const cited = chunk(
  { delta: { content: ' tok' }, finish_reason: null },
  { ...usualFields, citations: sources.map(({ url }) => url), search_results: sources },
);
const asked = [{ prompt: 'Say tok.' }];
const spoken = (characters: number) => ({
  outcome: 'answered',
  response: expect.toSatisfy((text) => text.length === characters, `has ${characters} characters`),
});

export const amounts: WireCase[] = [
  {
    id: '09a',
    what: 'nine thousand events of some 260 bytes',
    prompts: asked,
    respond: () => stream(tok.repeat(9_000), STOP, DONE),
    expected: { result: spoken(36_000), calls: 1 },
  },
  {
    id: '09b',
    what: 'citations and search results in each event',
    prompts: asked,
    respond: () => stream(cited.repeat(400), STOP, DONE),
    expected: { result: spoken(1_600), calls: 1 },
  },
  {
    id: '09c',
    what: 'a megabyte of log probabilities in the last event',
    respond: () => {
      const logprobs = { content: Array(20_000).fill({ token: 'Paris', logprob: -0.0001234567 }) };
      return stream(piece('Paris'), chunk({ delta: {}, logprobs, finish_reason: 'stop' }), DONE);
    },
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '09d',
    what: 'an answer that never ends',
    respond: { kind: 'endless', pieceBytes: 32 * 1024, msPerPiece: 0 },
    config: { max_retries: 0 },
    expected: { result: { success: false, error_reason: 'too_large' } },
    check: ({ calls: [call] }) => expect(call?.bytesSent).toBeLessThan(64 * 1024 * 1024),
  },
  ...packed('13a', 'a JSON answer', { script: json(completion('Paris')), isTest: true }),
  ...packed('13a', 'a stream', { script: stream(piece('Par'), piece('is'), STOP, DONE) }),
  {
    id: '13b',
    what: 'a refusal in gzip',
    through: 'test',
    respond: gzipped(json({ error: { message: 'Incorrect API key provided' } }, { status: 401 })),
    expected: {
      report: {
        success: false,
        error_kind: 'auth',
        message: saying(/Incorrect API key provided$/),
      },
    },
  },
  {
    id: '13c',
    what: 'gzip that no header names',
    through: 'test',
    respond: { ...gzipped(json(completion('Paris'))), headers: {} },
    expected: { report: { success: true } },
  },
  {
    id: '13d',
    what: 'gzip that is damaged',
    respond: {
      ...gzipped(json(completion('Paris'))),
      body: Buffer.concat([gzipSync('{}').subarray(0, 10), Buffer.alloc(50, 0xff)]),
    },
    expected: { result: { success: false, error: saying('damaged compressed answer') } },
  },
  {
    id: 'F3a',
    what: 'sixty headers of three hundred bytes',
    through: 'test',
    respond: json(completion('Paris'), {
      headers: Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`llm_provider-x-${index}`, 'a'.repeat(280)]),
      ),
    }),
    expected: { report: { success: true } },
  },
  {
    id: 'F3b',
    what: 'more headers than anybody accepts',
    through: 'test',
    respond: { kind: 'huge', what: 'headers', count: 100_000 },
    expected: {
      report: { success: false, error_reason: 'too_many_headers', message: saying('headers') },
    },
  },
  {
    id: 'F4a',
    what: 'a length beside the chunked encoding',
    through: 'test',
    respond: {
      kind: 'wire',
      head:
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
        'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
      body: '5\r\nParis\r\n0\r\n\r\n',
    },
    expected: {
      report: {
        success: false,
        error_reason: 'invalid_http',
        message: saying(/breaks the rules of HTTP/),
      },
    },
  },
];

/** The same response in each packing that servers use. */
function packed(
  id: string,
  what: string,
  { script, isTest }: { script: WireScript; isTest?: boolean },
): WireCase[] {
  const plain = [script.body].flat().join('');
  const bodies = {
    gzip: gzipSync(plain),
    deflate: deflateSync(plain),
    br: brotliCompressSync(plain),
    'gzip, gzip': gzipSync(gzipSync(plain)),
  };
  return Object.entries(bodies).map(([encoding, body]) => ({
    id,
    what: `${what} in ${encoding}, although none was asked for`,
    through: isTest ? 'test' : 'run',
    respond: { ...script, headers: { ...script.headers, 'content-encoding': encoding }, body },
    expected: isTest ? { report: { success: true } } : { result: answered(), calls: 1 },
  }));
}

function gzipped(script: WireScript): WireScript {
  const body = gzipSync([script.body].flat().join(''));
  return { ...script, headers: { ...script.headers, 'content-encoding': 'gzip' }, body };
}

/** For a server that bounds silence before the first token by 3 s, and by 1 s after it. */
export const silences: WireCase[] = [
  {
    id: '10a',
    what: 'a role, then silence, then the answer',
    respond: stream(
      piece({ role: 'assistant', content: '' }),
      { waitMs: 1_700 },
      piece('Paris'),
      STOP,
      DONE,
    ),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '10b',
    what: 'a comment, then silence, then the answer',
    respond: stream(': processing\n\n', { waitMs: 1_700 }, piece('Paris'), STOP, DONE),
    expected: { result: answered(), calls: 1 },
  },
  {
    id: '10c',
    what: 'silence after the first token',
    respond: stream(piece('Par'), { waitMs: 2_500 }, piece('is'), STOP, DONE),
    config: { max_retries: 0 },
    expected: { result: { outcome: 'timed_out', error_reason: 'stalled', response: 'Par' } },
  },
  {
    id: '10d',
    what: 'silence without a first token',
    respond: stream(event({ choices: [] }), { waitMs: 6_000 }, piece('Paris'), STOP, DONE),
    config: { max_retries: 0 },
    expected: { result: { outcome: 'timed_out', error_reason: 'stalled', response: null } },
  },
];
