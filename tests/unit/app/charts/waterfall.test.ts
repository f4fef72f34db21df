import fc from 'fast-check';
import { expect, it } from 'vitest';
import { totalMs, waterfallSpans } from '../../../../app/charts/waterfall.ts';

const nothing = {
  queuedMs: null,
  backoffMs: null,
  latencyMs: null,
  firstByteMs: null,
  firstThoughtMs: null,
  ttftMs: null,
};
const spansOf = (change: Partial<typeof nothing | Record<string, number>>) =>
  waterfallSpans({ ...nothing, ...change }).map(({ name, ms }) => `${name} ${ms}`);

it('takes an answer apart that was reasoned about', () => {
  const result = {
    queuedMs: 40,
    backoffMs: 1_200,
    latencyMs: 2_000,
    firstByteMs: 150,
    firstThoughtMs: 160,
    ttftMs: 1_400,
  };
  expect(spansOf(result)).toEqual([
    'queue 40',
    'backoff 1200',
    'firstByte 150',
    'reasoning 1250',
    'answering 600',
  ]);
});

it('does not call silence reasoning', () => {
  expect(spansOf({ latencyMs: 500, firstByteMs: 100, ttftMs: 180 })).toEqual([
    'firstByte 100',
    'firstToken 80',
    'answering 320',
  ]);
});

it('counts reasoning without an answer to the end', () => {
  expect(spansOf({ latencyMs: 900, firstByteMs: 50, firstThoughtMs: 60 })).toEqual([
    'firstByte 50',
    'reasoning 850',
  ]);
});

it('is one span where nothing but the latency was measured, and none where nothing was', () => {
  expect(spansOf({ latencyMs: 700 })).toEqual(['answering 700']);
  expect(spansOf({ latencyMs: 700, firstByteMs: 690 })).toEqual(['firstByte 690', 'answering 10']);
  expect(spansOf({})).toEqual([]);
});

it('always adds up to our waiting and the latency', () => {
  const time = fc.option(fc.nat(100_000));
  const timed = fc.record({
    queuedMs: time,
    backoffMs: time,
    latencyMs: time,
    firstByteMs: time,
    firstThoughtMs: time,
    ttftMs: time,
  });
  fc.assert(
    fc.property(timed, (result) => {
      const spans = waterfallSpans(result);
      const { queuedMs, backoffMs, latencyMs } = result;
      expect(totalMs(spans)).toBe((queuedMs ?? 0) + (backoffMs ?? 0) + (latencyMs ?? 0));
      expect(spans.every(({ ms }) => ms > 0)).toBe(true);
    }),
  );
});
