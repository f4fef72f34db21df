/**
 * What providers send, a file each in tests/fixtures/wire, read as it comes and cut at every byte. The
 * expected state of the reader stands beside it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CompletionState,
  createCompletionReader,
} from '../../../../../server/endpoint/protocol/completionReader.ts';
import { PayloadError } from '../../../../../server/endpoint/protocol/payloadError.ts';

interface Expected extends CompletionState {
  /** The error object that the endpoint put where an answer was due. */
  fails?: unknown;
}

const folder = 'tests/fixtures/wire';
const fixtures = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => {
    const name = file.slice(0, -'.txt'.length);
    const expected = readFileSync(`${folder}/${name}.expected.json`, 'utf8');
    return { name, wire: readFileSync(`${folder}/${file}`), expected: JSON.parse(expected) };
  });

/** Reads a body in chunks that end at these byte positions, and at its end. */
function read(wire: Buffer, ends: number[]): Expected {
  let text = '';
  let reasoning = '';
  const reader = createCompletionReader({
    onText: (piece) => {
      text += piece;
    },
    onReasoning: (piece) => {
      reasoning += piece;
    },
    onMistaken(mistaken) {
      reasoning += mistaken;
      text = '';
    },
  });
  try {
    let start = 0;
    for (const end of [...ends, wire.length]) {
      reader.push(wire.subarray(start, end));
      start = end;
    }
    reader.end();
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    reader.breakOff();
    return { ...reader.state, fails: error.payload };
  }
  expect({ text, reasoning }).toEqual({
    text: reader.state.text,
    reasoning: reader.state.reasoning,
  });
  return reader.state;
}

describe.each(fixtures)('what $name sends', ({ wire, expected }) => {
  const everyByte = Array.from({ length: wire.length - 1 }, (_, index) => index + 1);

  it('is read whole', () => {
    expect(read(wire, [])).toEqual(expected);
  });

  it('is read byte by byte', () => {
    expect(read(wire, everyByte)).toEqual(expected);
  });

  it('is read when cut in two, wherever the cut is', () => {
    const wrong = everyByte.filter((cut) => !isDeepStrictEqual(read(wire, [cut]), expected));
    expect(wrong).toEqual([]);
  });
});

it('any of them is read in any pieces', () => {
  const cuts = fc.uniqueArray(fc.nat(4_000), { maxLength: 60 });
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), cuts, ({ wire, expected }, unsorted) => {
      const ends = unsorted.filter((cut) => cut < wire.length).toSorted((a, b) => a - b);
      expect(read(wire, ends)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

it('each has its expectation, and none is left over', () => {
  const names = readdirSync(folder).filter((file) => file !== 'README.md');
  expect(names.toSorted()).toEqual(
    fixtures.flatMap(({ name }) => [`${name}.expected.json`, `${name}.txt`]).toSorted(),
  );
});
