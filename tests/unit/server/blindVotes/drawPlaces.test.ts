import { describe, expect, it } from 'vitest';
import { VOTES_FOR_VERDICT } from '../../../../contract/blindVotes.ts';
import { drawPlaces } from '../../../../server/blindVotes/drawPlaces.ts';

const promptsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    candidateIndex: index,
    baselineIndex: count - 1 - index,
    promptKey: `key-${index}`,
  }));
const keysOf = (places: { promptKey: string }[]) => places.map(({ promptKey }) => promptKey);
const SEEDS = Array.from({ length: 500 }, (_, index) => index * 4_294_967);

describe('the places of a blind vote', () => {
  it('are as many as make a verdict, or as there are prompts, each prompt once', () => {
    for (const count of [1, 2, 7, 29, 30, 31, 500]) {
      const places = drawPlaces(11, promptsOf(count));
      expect(places).toHaveLength(Math.min(count, VOTES_FOR_VERDICT));
      expect(new Set(keysOf(places)).size).toBe(places.length);
    }
    expect(drawPlaces(11, [])).toEqual([]);
  });

  it('keep the numbers that a prompt has on either side', () => {
    for (const { candidateIndex, baselineIndex, promptKey } of drawPlaces(3, promptsOf(80))) {
      expect(promptKey).toBe(`key-${candidateIndex}`);
      expect(baselineIndex).toBe(79 - candidateIndex);
    }
  });

  it('follow from the seed alone', () => {
    expect(drawPlaces(5, promptsOf(60))).toEqual(drawPlaces(5, promptsOf(60)));
    expect(keysOf(drawPlaces(5, promptsOf(60)))).not.toEqual(keysOf(drawPlaces(6, promptsOf(60))));
  });

  it('are drawn from all prompts, each as likely as another', () => {
    const drawn = new Map<string, number>();
    for (const seed of SEEDS) {
      for (const key of keysOf(drawPlaces(seed, promptsOf(60)))) {
        drawn.set(key, (drawn.get(key) ?? 0) + 1);
      }
    }
    // Half of 500 draws each; six standard deviations are 67.
    expect(drawn.size).toBe(60);
    for (const times of drawn.values()) expect(Math.abs(times - 250)).toBeLessThan(67);
  });

  it.each([2, 7, 10, 29, 30])('have either side on the left equally often, of %s', (count) => {
    for (const seed of SEEDS) {
      const lefts = drawPlaces(seed, promptsOf(count)).map(({ left }) => left);
      const candidates = lefts.filter((left) => left === 'candidate').length;
      expect(Math.abs(count - 2 * candidates)).toBe(count % 2);
    }
  });

  it('let nobody foresee the next side from those before', () => {
    const lefts = SEEDS.map((seed) => drawPlaces(seed, promptsOf(30)).map(({ left }) => left));
    for (let place = 0; place < 29; place += 1) {
      const first = lefts.filter((sides) => sides[place] === 'candidate').length;
      const changes = lefts.filter((sides) => sides[place] !== sides[place + 1]).length;
      expect(Math.abs(first - 250)).toBeLessThan(67);
      // A little more than half of the time, since both have the same share of what is left.
      expect(Math.abs(changes - 500 * (15 / 29))).toBeLessThan(67);
    }
  });

  it('do not put the side and the prompt together', () => {
    const ofFirst = SEEDS.flatMap((seed) =>
      drawPlaces(seed, promptsOf(30)).filter(({ promptKey }) => promptKey === 'key-0'),
    );
    const candidates = ofFirst.filter(({ left }) => left === 'candidate').length;
    expect(ofFirst).toHaveLength(SEEDS.length);
    expect(Math.abs(candidates - 250)).toBeLessThan(67);
  });
});
