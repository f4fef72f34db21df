import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { VOTES_FOR_VERDICT, type VotePlace } from '../../contract/blindVotes.ts';
import type { ConnectionRole } from '../../contract/connectionRoles.ts';
import { shuffled } from '../statistics/index.ts';

/** A prompt that both runs have an answer to, and not the same one. */
export type VotablePrompt = Omit<VotePlace, 'left'>;

/**
 * Draws what is voted on, in which order, and whose answer stands on the left: either side's equally often, but for
 * one where the number is odd. All of it follows from the seed (docs/decisions/0042).
 */
export function drawPlaces(seed: number, prompts: VotablePrompt[]): VotePlace[] {
  const random = xoroshiro128plus(seed);
  const drawn = shuffled(prompts, random).slice(0, VOTES_FOR_VERDICT);
  // Which side has one more is drawn as well.
  const both = shuffled<ConnectionRole>(['candidate', 'baseline'], random);
  const sides = shuffled(
    drawn.map((_, place) => both[place % 2] as ConnectionRole),
    random,
  );
  return drawn.map((prompt, place) => ({ ...prompt, left: sides[place] as ConnectionRole }));
}
