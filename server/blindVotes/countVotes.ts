import type {
  BlindVoteResult,
  VoteChoice,
  VotedFor,
  VotePlace,
} from '../../contract/blindVotes.ts';
import { DEFAULT_MARGIN } from '../../contract/runComparison.ts';
import { voteSentence } from '../../contract/voteSentence.ts';
import { compareCounts } from '../statistics/index.ts';

/** Whom a vote was for, now that the sides are known. */
export function votedForAt({ left }: VotePlace, choice: VoteChoice): VotedFor {
  if (choice === 'tie' || choice === 'both_bad') return choice;
  if (choice === 'left') return left;
  return left === 'candidate' ? 'baseline' : 'candidate';
}

/** What the votes of a blind vote that has ended say. */
export function countVotes(places: VotePlace[], choices: VoteChoice[]): BlindVoteResult {
  const votes = choices.map((choice, place) => votedForAt(places[place] as VotePlace, choice));
  const votesFor = (one: VotedFor) => votes.filter((vote) => vote === one).length;
  const counts = {
    n: votes.length,
    wins: votesFor('candidate'),
    losses: votesFor('baseline'),
    ties: votesFor('tie'),
    bothBad: votesFor('both_bad'),
  };
  const statistics = compareCounts({
    n: counts.n,
    gained: counts.wins,
    lost: counts.losses,
    margin: DEFAULT_MARGIN,
    isFinal: true,
  });
  const result = { ...counts, ...statistics, margin: DEFAULT_MARGIN };
  return { ...result, sentence: voteSentence(result) };
}
