import { expect, it, vi } from 'vitest';
import { eventQueue } from '../../../sdk/eventQueue.ts';

it('gives events in their order, those that came before they were asked for and later ones', async () => {
  const queue = eventQueue<number>(() => {});
  queue.push(1);
  queue.push(2);
  setTimeout(() => {
    queue.push(3);
    queue.end();
  });
  expect(await Array.fromAsync(queue)).toEqual([1, 2, 3]);
  expect(await queue.next()).toEqual({ value: undefined, done: true });
});

it('tells of an error behind what came before it, once', async () => {
  const queue = eventQueue<number>(() => {});
  queue.push(1);
  queue.fail(new Error('Lost.'));
  queue.push(2);
  expect(await queue.next()).toEqual({ value: 1, done: false });
  await expect(queue.next()).rejects.toThrow('Lost.');
  expect(await queue.next()).toEqual({ value: undefined, done: true });
});

it('hears when its reader leaves early, and not when the reader stays to the end', async () => {
  const left = vi.fn();
  const early = eventQueue<number>(left);
  early.push(1);
  early.push(2);
  for await (const event of early) {
    expect(event).toBe(1);
    break;
  }
  expect(left).toHaveBeenCalledOnce();
  expect(await early.next()).toEqual({ value: undefined, done: true });

  const whole = eventQueue<number>(left);
  whole.push(1);
  whole.end();
  expect(await Array.fromAsync(whole)).toEqual([1]);
  expect(left).toHaveBeenCalledOnce();
});
