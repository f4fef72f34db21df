import { describe, expect, it } from 'vitest';
import { blocksOf, jointOrder } from '../../../../../server/runs/joint/jointOrder.ts';

const keys = (order: { promptIndex: number; sample: number }[]) =>
  order.map(({ promptIndex, sample }) => `${promptIndex} ${sample}`);

describe('the order of a comparison', () => {
  it('has every sample once, the first of every prompt before the second of any', () => {
    const order = jointOrder({ seed: 7, prompts: 40, samples: 3, sides: 2 });
    expect(new Set(keys(order)).size).toBe(120);
    expect(order.map(({ sample }) => sample)).toEqual(
      [0, 1, 2].flatMap((sample) => Array(40).fill(sample)),
    );
  });

  it('is the same for a seed and another for another one', () => {
    const asked = { prompts: 50, samples: 1, sides: 2 };
    expect(jointOrder({ seed: 1, ...asked })).toEqual(jointOrder({ seed: 1, ...asked }));
    expect(keys(jointOrder({ seed: 1, ...asked }))).not.toEqual(
      keys(jointOrder({ seed: 2, ...asked })),
    );
    // Not that of the suite.
    expect(keys(jointOrder({ seed: 1, ...asked }))).not.toEqual(
      keys(Array.from({ length: 50 }, (_, promptIndex) => ({ promptIndex, sample: 0 }))),
    );
  });

  it.each([2, 3, 4])('of %s sides lets each go first equally often, whenever it ends', (sides) => {
    for (let seed = 0; seed < 100; seed += 1) {
      const counts = Array(sides).fill(0);
      for (const { firstSide } of jointOrder({ seed, prompts: 101, samples: 1, sides })) {
        counts[firstSide] += 1;
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('draws which goes first: at each place either does, in about half of the draws', () => {
    const firsts = Array.from({ length: 2_000 }, (_, seed) =>
      jointOrder({ seed, prompts: 6, samples: 1, sides: 2 }).map(({ firstSide }) => firstSide),
    );
    for (let place = 0; place < 6; place += 1) {
      const share = firsts.filter((first) => first[place] === 0).length / firsts.length;
      expect(share).toBeGreaterThan(0.45);
      expect(share).toBeLessThan(0.55);
    }
  });

  it('puts each prompt at each place about equally often', () => {
    const places = Array(5).fill(0);
    for (let seed = 0; seed < 5_000; seed += 1) {
      const order = jointOrder({ seed, prompts: 5, samples: 1, sides: 2 });
      places[order.findIndex(({ promptIndex }) => promptIndex === 3)] += 1;
    }
    for (const count of places) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});

describe('blocks', () => {
  it.each([
    [2, 5, [0, 1, 1, 0]],
    [3, 9, [0, 1, 2, 2, 1, 0]],
    [2, 1, [0, 1, 1, 0]],
  ])('of %s sides go forth and back, each half by all', (sides, prompts, expected) => {
    const order = jointOrder({ seed: 3, prompts, samples: 1, sides });
    const blocks = blocksOf(order, sides);
    expect(blocks.map(({ side }) => side)).toEqual(expected);
    for (let side = 0; side < sides; side += 1) {
      const asked = blocks.filter((block) => block.side === side).flatMap(({ samples }) => samples);
      expect(asked).toEqual(order);
    }
  });
});
