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

  it('is read together with those that follow it, up to the first that is another', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const like = createLikeEvents(readText);
        like.learn(line(' a'), ' a');
        const some = texts.map((text) => `${line(text)}\n\n`).join('');
        const all = `: hm\n\n${some}${line('last')}\n\ndata: [DONE]\n\n`;
        const run = like.textsFrom(all, 6);
        if (texts.length === 0) expect(run).toBeUndefined();
        else {
          const end = 6 + some.length;
          expect(run).toEqual({ text: texts.join(''), events: texts.length, end });
        }
      }),
    );
  });

  it('is read up to what stands between two of them', () => {
    const like = createLikeEvents(readText);
    like.learn(line(' a'), ' a');
    const [a, b] = [`${line('"a"')}\n\n`, `${line('b')}\n\n`];
    expect(like.textsFrom(`${a}${b}: ping\n\n${b}${b}`, 0)).toEqual({
      text: '"a"',
      events: 1,
      end: a.length,
    });
  });

  it('is not looked for in vain for ever', () => {
    const like = createLikeEvents(readText);
    like.learn(line(' a'), ' a');
    const parted = `${line('b')}\n\n: ping\n\n`.repeat(3);
    for (let time = 0; time < 20; time += 1) {
      expect(like.textsFrom(parted, 0)).toBeUndefined();
    }
    expect(like.textsFrom(`${line('b')}\n\n`.repeat(3), 0)).toBeUndefined();
    expect(like.textOf(line('b'))).toBe('b');
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
