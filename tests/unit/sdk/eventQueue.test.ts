import { expect, it } from 'vitest';
import { eventQueue } from '../../../sdk/eventQueue.ts';

it('gives events in their order, those that came before they were asked for and later ones', async () => {
  const queue = eventQueue<number>();
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
  const queue = eventQueue<number>();
  queue.push(1);
  queue.fail(new Error('Lost.'));
  queue.push(2);
  expect(await queue.next()).toEqual({ value: 1, done: false });
  await expect(queue.next()).rejects.toThrow('Lost.');
  expect(await queue.next()).toEqual({ value: undefined, done: true });
});

it('is over when its reader leaves early', async () => {
  const queue = eventQueue<number>();
  queue.push(1);
  queue.push(2);
  for await (const event of queue) {
    expect(event).toBe(1);
    break;
  }
  queue.push(3);
  expect(await queue.next()).toEqual({ value: undefined, done: true });
});
