import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLikeEvents } from '../../../../../server/endpoint/protocol/likeEvents.ts';

interface Chunk {
  choices: { delta: { content: string } }[];
}
const readText = (payload: unknown) => (payload as Chunk | undefined)?.choices[0]?.delta.content;
const line = (content: string, more: object = {}) =>
  `data: ${JSON.stringify({ id: 'x', ...more, choices: [{ delta: { content } }] })}`;

describe('an event that is like the one before', () => {
  it('tells its text, whatever is in it', () => {
    const like = createLikeEvents(readText);
    like.learn(line(' a'), ' a');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(like.textOf(line(text))).toBe(text);
      }),
    );
  });

  it('is not one that has something else in it', () => {
    const like = createLikeEvents(readText);
    like.learn(line(' a'), ' a');
    for (const other of [
      line('b', { id: 'y' }),
      `${line('b')} `,
      'data: [DONE]',
      '',
      line('b').slice(1),
    ]) {
      expect(like.textOf(other)).toBeUndefined();
    }
    // A text that ends early, and a field after it that was not there.
    const injected = line('QUOTE').replace('QUOTE', 'b","x":"c');
    expect(like.textOf(injected)).toBeUndefined();
  });

  it('is not learnt from what only looks like a text', () => {
    const like = createLikeEvents(readText);
    const decoy = `data: {"x":{"content":"a"},"choices":[{"delta":{"content":"a"}}]}`;
    like.learn(decoy, 'a');
    expect(like.textOf(decoy)).toBeUndefined();
  });

  it('is not looked for in a stream whose events all differ', () => {
    const like = createLikeEvents(readText);
    for (let id = 0; id < 20; id += 1) like.learn(line('a', { id }), 'a');
    expect(like.textOf(line('b', { id: 19 }))).toBeUndefined();
  });
});
