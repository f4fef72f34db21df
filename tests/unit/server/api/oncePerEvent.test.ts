import { expect, it, vi } from 'vitest';
import { oncePerEvent } from '../../../../server/api/oncePerEvent.ts';

const make = vi.fn((event: { seq: number }, id: string) => ({ seq: event.seq, id }));

it('gives all who bring the same event the same object', () => {
  make.mockClear();
  const viewOf = oncePerEvent(make);
  const event = { seq: 7 };
  const views = Array.from({ length: 1_000 }, () => viewOf(event));
  expect(new Set(views).size).toBe(1);
  expect(make).toHaveBeenCalledTimes(1);
});

it('takes a copy for another event', () => {
  make.mockClear();
  const viewOf = oncePerEvent(make);
  const event = { seq: 7 };
  expect(viewOf({ ...event })).not.toBe(viewOf(event));
  expect(make).toHaveBeenCalledTimes(2);
});

it('never gives what was made under another id', () => {
  const viewOf = oncePerEvent(make);
  const event = { seq: 7 };
  expect(viewOf(event, '1').id).toBe('1');
  expect(viewOf(event, '2').id).toBe('2');
  expect(viewOf(event, '1').id).toBe('1');
});
