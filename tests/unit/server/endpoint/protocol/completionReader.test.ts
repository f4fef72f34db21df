import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCompletionReader } from '../../../../../server/endpoint/protocol/completionReader.ts';
import {
  OversizedAnswerError,
  UnreadableAnswerError,
} from '../../../../../server/endpoint/protocol/eventStream.ts';
import { PayloadError } from '../../../../../server/endpoint/protocol/payloadError.ts';
import { completionCases } from '../../../tables/completionCases.ts';
import { type CompletionCase, untouched } from '../../../tables/completionParts.ts';

/** Reads a body that arrives in pieces that end at `cuts` (byte positions). */
function read(body: string | Uint8Array, cuts: number[] = []) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const heard: string[] = [];
  const reader = createCompletionReader({
    onText: (text) => heard.push(text),
    onMistaken: () => heard.splice(0),
  });
  let failure: unknown;
  try {
    const ends = [...cuts.filter((cut) => cut < bytes.length), bytes.length];
    ends.reduce((start, end) => {
      reader.push(bytes.subarray(start, end));
      return end;
    }, 0);
    reader.end();
  } catch (error) {
    failure = error;
  }
  return { state: reader.state, lostEvents: reader.lostEvents, heard, failure };
}

const failureNames = { PayloadError, UnreadableAnswerError };

function expectCase(
  { state, lostEvents = 0, fails }: CompletionCase,
  outcome: ReturnType<typeof read>,
) {
  if (fails) expect(outcome.failure).toBeInstanceOf(failureNames[fails]);
  else expect(outcome.failure).toBeUndefined();
  expect(outcome.state).toEqual({ ...untouched, ...state });
  expect(outcome.lostEvents).toBe(lostEvents);
  expect(outcome.heard.join('')).toBe(outcome.state.text);
  expect(outcome.heard).not.toContain('');
}

describe('the bytes of an answer', () => {
  it.each(completionCases)('are read: $name', (testCase) => {
    expectCase(testCase, read(testCase.body));
  });

  it.each(completionCases)('are read byte by byte: $name', (testCase) => {
    const bytes = Buffer.byteLength(testCase.body);
    expectCase(
      testCase,
      read(
        testCase.body,
        Array.from({ length: bytes }, (_, index) => index + 1),
      ),
    );
  });
});

describe('however the bytes are cut', () => {
  it('the answer is the same', () => {
    const cases = fc.constantFrom(...completionCases.filter(({ body }) => body.length < 20_000));
    const cuts = fc.array(fc.nat(2_000), { maxLength: 30 });
    fc.assert(
      fc.property(cases, cuts, (testCase, unsorted) => {
        const sorted = unsorted.toSorted((a, b) => a - b);
        expectCase(testCase, read(testCase.body, sorted));
      }),
      { numRuns: 500 },
    );
  });

  it('texts of any kind, in any pieces, come out as they went in', () => {
    const pieces = fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 });
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(500)), (texts, unsorted) => {
        const answer = `A${texts.join('')}`.replaceAll('\0', '');
        const events = ['A', ...texts].map(
          (content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`,
        );
        const { state } = read(
          `${events.join('')}data: [DONE]\n\n`,
          unsorted.toSorted((a, b) => a - b),
        );
        expect(state).toEqual({ ...untouched, text: answer, complete: true, streamed: true });
      }),
      { numRuns: 300 },
    );
  });

  it('bytes of any kind end in a state or in one of the two failures', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json({ maxDepth: 4 }).map((json) => Buffer.from(json)),
      fc.json({ maxDepth: 4 }).map((json) => Buffer.from(`data: ${json}\n\n`)),
      fc
        .json()
        .map((json) => Buffer.from(`data: {"choices":[{"delta":${json}}],"usage":${json}}\n\n`)),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        const { failure } = read(bytes);
        const isKnown = failure instanceof PayloadError || failure instanceof UnreadableAnswerError;
        expect(failure === undefined || isKnown).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a hostile answer', () => {
  it('cannot grow one event without end', () => {
    const reader = createCompletionReader({ onText() {} });
    const filler = Buffer.from('a'.repeat(1024 * 1024));
    reader.push(Buffer.from('data: {"choices":[{"delta":{"content":"'));
    expect(() => {
      for (let count = 0; count < 5; count++) reader.push(filler);
    }).toThrow(OversizedAnswerError);
  });

  it('may nest as deep as it likes', () => {
    const deep = 200_000;
    const body = `{"choices":${'['.repeat(deep)}${']'.repeat(deep)}}`;
    expect(read(body).state).toEqual({ ...untouched, complete: true });
  });

  it('keeps the error object for whoever reports it', () => {
    const { failure } = read('{"error":{"message":"no","code":429}}');
    expect(failure).toMatchObject({ payload: { message: 'no', code: 429 } });
  });
});
