import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A new list in an order drawn at random (Fisher and Yates, in Durstenfeld's way). */
export function shuffled<T>(items: T[], random: RandomGenerator): T[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = uniformInt(random, 0, last);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
