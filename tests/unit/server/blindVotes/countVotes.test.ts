import { describe, expect, it } from 'vitest';
import type { VoteChoice, VotePlace } from '../../../../contract/blindVotes.ts';
import type { ConnectionRole } from '../../../../contract/connectionRoles.ts';
import { countVotes, votedForAt } from '../../../../server/blindVotes/countVotes.ts';

const at = (left: ConnectionRole): VotePlace => ({
  candidateIndex: 0,
  baselineIndex: 0,
  promptKey: 'key',
  left,
});

/** Votes whose side on the left changes with each. */
function count(votes: [ConnectionRole | 'tie' | 'both_bad', times: number][]) {
  const cast = votes.flatMap(([vote, times]) => Array<typeof vote>(times).fill(vote));
  const places = cast.map((_, place) => at(place % 2 === 0 ? 'candidate' : 'baseline'));
  const choices = cast.map((vote, place): VoteChoice => {
    if (vote === 'tie' || vote === 'both_bad') return vote;
    return vote === places[place]?.left ? 'left' : 'right';
  });
  return countVotes(places, choices);
}

it.each([
  ['left', 'candidate', 'candidate'],
  ['right', 'candidate', 'baseline'],
  ['left', 'baseline', 'baseline'],
  ['right', 'baseline', 'candidate'],
  ['tie', 'candidate', 'tie'],
  ['both_bad', 'baseline', 'both_bad'],
] as const)('%s with the %s on the left is for: %s', (choice, left, votedFor) => {
  expect(votedForAt(at(left), choice)).toBe(votedFor);
});

describe('votes', () => {
  it('are counted for a model, whichever side it stood on', () => {
    expect(
      count([
        ['candidate', 14],
        ['baseline', 6],
        ['tie', 7],
        ['both_bad', 3],
      ]),
    ).toMatchObject({ n: 30, wins: 14, losses: 6, ties: 7, bothBad: 3, margin: 5 });
  });

  it('make a verdict by the rules of a comparison', () => {
    const clear = count([
      ['candidate', 22],
      ['baseline', 4],
      ['tie', 4],
    ]);
    expect(clear).toMatchObject({
      verdict: 'better',
      undecidedBecause: null,
      difference: 60,
      sentence: expect.stringMatching(/^Preferred: 22 of 30 votes/),
    });
    const mirrored = count([
      ['candidate', 4],
      ['baseline', 22],
      ['tie', 4],
    ]);
    expect(mirrored).toMatchObject({ verdict: 'worse', difference: -60, pValue: clear.pValue });
    expect(
      count([
        ['candidate', 8],
        ['baseline', 7],
        ['tie', 15],
      ]),
    ).toMatchObject({ verdict: 'undecided', undecidedBecause: 'interval' });
  });

  it('decide nothing where there are fewer than ten', () => {
    expect(count([['candidate', 9]])).toMatchObject({
      verdict: 'undecided',
      undecidedBecause: 'few_pairs',
    });
  });
});
