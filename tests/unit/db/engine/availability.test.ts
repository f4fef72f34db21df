import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchAvailability } from '../../../../db/engine/availability.ts';

type Ask = (isLate: boolean) => Promise<unknown>;

let closing: AbortController;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  closing = new AbortController();
});
afterEach(() => {
  closing.abort();
  vi.useRealTimers();
});

/** Lets time pass in small steps, so that whatever is due in between runs. */
async function pass(ms: number) {
  for (let passed = 0; passed < ms; passed += 50) await vi.advanceTimersByTimeAsync(50);
}

const answers: Ask = async () => {};
const refuses: Ask = async () => {
  throw new Error('ECONNREFUSED');
};
const hangs: Ask = () => new Promise(() => {});

function watch(first: Ask) {
  let ask = first;
  const asked: boolean[] = [];
  const onLost = vi.fn();
  const availability = watchAvailability((isLate) => {
    asked.push(isLate);
    return ask(isLate);
  }, closing.signal);
  const forget = availability.onLost(onLost);
  return {
    availability,
    asked,
    onLost,
    forget,
    become(next: Ask) {
      ask = next;
    },
  };
}

it('a short interruption is none', async () => {
  const database = watch(answers);
  await pass(500);
  database.become(refuses);
  await pass(900);
  database.become(answers);
  await pass(2_000);
  expect(database.availability.isAvailable).toBe(true);
  expect(database.onLost).not.toHaveBeenCalled();
});

it.each([
  ['refuses', refuses],
  ['hangs', hangs],
])(
  'a database that %s is lost within two seconds, told once, and back when it answers',
  async (_how, outage) => {
    const database = watch(answers);
    await pass(500);
    database.become(outage);
    await pass(1_900);
    expect(database.availability.isAvailable).toBe(false);
    await pass(5_000);
    expect(database.onLost).toHaveBeenCalledOnce();
    database.become(answers);
    await pass(1_700);
    expect(database.availability.isAvailable).toBe(true);
  },
);

it('a question that was given up is told, so that the next goes over another connection', async () => {
  const database = watch(hangs);
  await pass(1_700);
  expect(database.asked).toEqual([false, true]);
});

it('whoever has left hears nothing, and after closing nobody asks', async () => {
  const database = watch(refuses);
  database.forget();
  await pass(3_000);
  expect(database.onLost).not.toHaveBeenCalled();
  closing.abort();
  const asked = database.asked.length;
  await pass(3_000);
  expect(database.asked.length).toBeLessThanOrEqual(asked + 1);
});
