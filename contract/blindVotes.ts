/**
 * Blind votes: a person says which of two answers is better, and learns only at the end which model gave which
 * (docs/decisions/0042). The field names of the interfaces are those of the API; REST has them in snake_case.
 */
import type { ConnectionRole } from './connectionRoles.ts';
import type { Interval, UndecidedReason, Verdict } from './runComparison.ts';
import type { PromptMessage } from './suites.ts';

/** What can be said of two answers; `both_bad` counts as neither's. */
export const voteChoices = ['left', 'tie', 'both_bad', 'right'] as const;
export type VoteChoice = (typeof voteChoices)[number];

/** The same once the sides are known. */
export const votedFor = ['candidate', 'baseline', 'tie', 'both_bad'] as const satisfies (
  | ConnectionRole
  | VoteChoice
)[];
export type VotedFor = (typeof votedFor)[number];

/** So many votes make a verdict; two runs with fewer prompts to vote on end with those. */
export const VOTES_FOR_VERDICT = 30;
/** Most blind votes of a session. */
export const MAX_BLIND_VOTES = 100;
/** Longest that an answer or a prompt is in the list of votes, in characters; the result itself has all of it. */
export const MAX_REVEALED_LENGTH = 10_000;

/** What is asked at one place of a blind vote, as it is stored. */
export interface VotePlace {
  /** Of the prompt in the results of either run. */
  candidateIndex: number;
  baselineIndex: number;
  promptKey: string;
  /** Whose answer stands on the left. */
  left: ConnectionRole;
}

/** What a start answers. */
export interface StartedBlindVote {
  blindVoteId: string;
  /** How many votes end it. */
  target: number;
  /** Prompts that were answered alike on both sides, which nobody is asked about. */
  identical: number;
  /** Prompts of both runs that at least one side has no answer to. */
  unanswered: number;
}

/** A blind vote that goes on: the two answers that are next, and nothing that tells whose they are. */
export interface OpenBlindVote {
  blindVoteId: string;
  ended: false;
  /** Votes cast so far, which is the number of this one, from 0. */
  place: number;
  target: number;
  prompt: string;
  /** What was said before the prompt, where it is one of several messages. */
  earlierMessages: PromptMessage[];
  left: string;
  right: string;
}

/** One vote of a blind vote that has ended. */
export interface RevealedVote {
  place: number;
  promptKey: string;
  prompt: string;
  votedFor: VotedFor;
  /** Whose answer stood on the left. */
  left: ConnectionRole;
  candidateResultId: string;
  baselineResultId: string;
  candidateAnswer: string;
  baselineAnswer: string;
}

/** What the votes say, by the rules of a comparison: won is gained, lost is lost, all else is on neither side. */
export interface BlindVoteResult {
  /** Votes. */
  n: number;
  /** For the candidate. */
  wins: number;
  /** For the baseline. */
  losses: number;
  ties: number;
  bothBad: number;
  /** In points, wins minus losses. */
  difference: number | null;
  interval: Interval | null;
  pValue: number | null;
  verdict: Verdict;
  undecidedBecause: UndecidedReason | null;
  nonInferior: boolean;
  /** In points. */
  margin: number;
  smallestVisibleDifference: number | null;
  /** About how many further votes would decide; 0 when it is decided, null when more than can be said. */
  promptsToDecide: number | null;
  /** The verdict in words, as `voteSentence` makes it of the other fields. */
  sentence: string;
}

/** A run that a blind vote was about. */
export interface VotedRun {
  run: string;
  model: string;
}

export interface EndedBlindVote {
  blindVoteId: string;
  ended: true;
  endedAt: Date;
  candidate: VotedRun;
  baseline: VotedRun;
  identical: number;
  unanswered: number;
  result: BlindVoteResult;
  votes: RevealedVote[];
}

export type BlindVote = OpenBlindVote | EndedBlindVote;

/** What became of a vote that was sent. */
export interface CastVote {
  /** Whether it was stored by this call. */
  counted: boolean;
  /** What counts at its place; null where nothing does, because an earlier vote was taken back meanwhile. */
  choice: VoteChoice | null;
}

/** A blind vote as lists and exports have it; what was voted so far is told of one that has ended only. */
export interface BlindVoteSummary {
  blindVoteId: string;
  candidateRunId: string;
  baselineRunId: string;
  /** Votes cast so far. */
  votes: number;
  target: number;
  createdAt: Date;
  endedAt: Date | null;
  result: BlindVoteResult | null;
}
