/** Blind votes: which of two answers a person finds better who does not know whose they are (docs/decisions/0042). */
export { castVote, castVoteInput, someBlindVote, takeBackInput, takeBackVote } from './castVote.ts';
export { readBlindVote } from './readBlindVote.ts';
export { startBlindVote } from './startBlindVote.ts';
export { votesOf } from './votesOf.ts';
