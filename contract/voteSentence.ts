import { type Interval, MIN_PAIRS, type UndecidedReason, type Verdict } from './runComparison.ts';
import { countedText, countText, differenceText, pointsText } from './verdictFigures.ts';

/** What blind votes came to. */
export interface VoteFigures {
  /** Votes, those for neither side included. */
  n: number;
  /** For the candidate. */
  wins: number;
  /** For the baseline. */
  losses: number;
  ties: number;
  bothBad: number;
  /** Points, wins minus losses. */
  difference: number | null;
  interval: Interval | null;
  verdict: Verdict;
  undecidedBecause: UndecidedReason | null;
  /** Points. */
  margin: number;
}

/**
 * The verdict of blind votes in words, derived from its fields. It tells of preferences; a vote says nothing about right
 * and wrong.
 */
export function voteSentence(votes: VoteFigures): string {
  const { n, wins, losses, verdict, undecidedBecause, margin } = votes;
  if (undecidedBecause === 'not_final')
    return `The vote goes on: ${countedText(n, 'vote')} so far.`;
  if (n === 0) return 'Cannot tell: nobody has voted.';
  const forCandidate = `${countText(wins)} of ${countedText(n, 'vote')} against ${countText(losses)}`;
  const forBaseline = `${countText(losses)} of ${countedText(n, 'vote')} against ${countText(wins)}`;
  const details = `${neitherText(votes)}${rangeText(votes)}`;
  switch (verdict) {
    case 'better':
      return `Preferred${smallText(votes)}: ${forCandidate}${details}.`;
    case 'worse':
      return `The baseline is preferred${smallText(votes)}: ${forBaseline}${details}.`;
    case 'equivalent':
      return `No preference either way, within your margin of ${pointsText(margin)}: ${forCandidate}${details}.`;
    case 'no_worse':
      return `No less preferred: ${forCandidate}${details}. A lead of ${pointsText(margin)} or more for the baseline is ruled out; a preference for the candidate is not shown.`;
    case 'undecided':
      return undecidedBecause === 'few_pairs'
        ? `Cannot tell: ${forCandidate}${neitherText(votes)}; it takes at least ${MIN_PAIRS} votes.`
        : `Cannot tell: ${forCandidate}${details}.`;
  }
}

/** `, with 4 ties and 2 where both were bad`. */
function neitherText({ ties, bothBad }: VoteFigures): string {
  const neither = [
    ...(ties > 0 ? [countedText(ties, 'tie')] : []),
    ...(bothBad > 0 ? [`${countText(bothBad)} where both were bad`] : []),
  ];
  return neither.length === 0 ? '' : `, with ${neither.join(' and ')}`;
}

function rangeText({ difference, interval, margin }: VoteFigures): string {
  if (difference === null || !interval) return '';
  const { points, range } = differenceText(difference, interval, margin);
  return ` (${points}, ${range})`;
}

function smallText({ interval, margin }: VoteFigures): string {
  const isSmall = interval && interval[0] > -margin && interval[1] < margin;
  return isSmall ? `, but by less than your margin of ${pointsText(margin)}` : '';
}
