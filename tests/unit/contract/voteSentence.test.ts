import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type VoteFigures, voteSentence } from '../../../contract/voteSentence.ts';
import { compareCounts } from '../../../server/statistics/index.ts';

interface Votes {
  wins?: number;
  losses?: number;
  ties?: number;
  bothBad?: number;
  margin?: number;
  isFinal?: boolean;
}

function votesOf({
  wins = 0,
  losses = 0,
  ties = 0,
  bothBad = 0,
  margin = 5,
  isFinal = true,
}: Votes): VoteFigures {
  const n = wins + losses + ties + bothBad;
  const statistics = compareCounts({ n, gained: wins, lost: losses, margin, isFinal });
  return { n, wins, losses, ties, bothBad, margin, ...statistics };
}

it.each<[sentence: string, votes: Votes]>([
  [
    'Preferred: 21 of 30 votes against 5, with 4 ties (+53 points, 95 % between +23 and +77).',
    { wins: 21, losses: 5, ties: 4 },
  ],
  ['Preferred: 30 of 30 votes against 0 (+100 points, 95 % between +82 and +100).', { wins: 30 }],
  [
    'Preferred: 18 of 30 votes against 6, with 1 tie and 5 where both were bad (+40 points, 95 % between +9 and +66).',
    { wins: 18, losses: 6, ties: 1, bothBad: 5 },
  ],
  [
    'The baseline is preferred: 20 of 30 votes against 7, with 3 ties (−43 points, 95 % between −70 and −11).',
    { losses: 20, wins: 7, ties: 3 },
  ],
  [
    'Cannot tell: 14 of 30 votes against 12, with 4 where both were bad (+7 points, 95 % between −26 and +39).',
    { wins: 14, losses: 12, bothBad: 4 },
  ],
  [
    'Cannot tell: 10 of 30 votes against 10, with 8 ties and 2 where both were bad (0 points, 95 % between −29 and +29).',
    { wins: 10, losses: 10, ties: 8, bothBad: 2 },
  ],
  [
    'No preference either way, within your margin of 10 points: 0 of 30 votes against 0, with 30 ties (0 points, 95 % between −9 and +9).',
    { ties: 30, margin: 10 },
  ],
  [
    'No less preferred: 8 of 30 votes against 3, with 19 ties (+17 points, 95 % between −6 and +37). A lead of 10 points or more for the baseline is ruled out; a preference for the candidate is not shown.',
    { wins: 8, losses: 3, ties: 19, margin: 10 },
  ],
  [
    'Preferred, but by less than your margin of 5 points: 20 of 505 votes against 5, with 480 ties (+3 points, 95 % between +1 and +4.95).',
    { wins: 20, ties: 480, losses: 5 },
  ],
  [
    'Cannot tell: 4 of 8 votes against 3, with 1 tie; it takes at least 10 votes.',
    { wins: 4, losses: 3, ties: 1 },
  ],
  ['Cannot tell: 1 of 1 vote against 0; it takes at least 10 votes.', { wins: 1 }],
  ['Cannot tell: nobody has voted.', {}],
  ['The vote goes on: 12 votes so far.', { wins: 9, losses: 3, isFinal: false }],
  ['The vote goes on: 1 vote so far.', { wins: 1, isFinal: false }],
])('%s', (sentence, votes) => {
  expect(voteSentence(votesOf(votes))).toBe(sentence);
});

it('tells of preferences, and never of right and wrong', () => {
  const count = fc.nat(40);
  const any = fc.record({ wins: count, losses: count, ties: count, bothBad: count });
  fc.assert(
    fc.property(any, fc.boolean(), (votes, isFinal) => {
      const figures = votesOf({ ...votes, isFinal });
      const sentence = voteSentence(figures);
      expect(sentence).not.toMatch(/right|wrong|correct|task|NaN|null/i);
      expect(/^Preferred/.test(sentence)).toBe(figures.verdict === 'better');
      expect(/^The baseline is preferred/.test(sentence)).toBe(figures.verdict === 'worse');
    }),
  );
});
