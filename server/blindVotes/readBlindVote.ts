import {
  type BlindVote,
  type EndedBlindVote,
  MAX_REVEALED_LENGTH,
  type OpenBlindVote,
  type VoteChoice,
  type VotedRun,
  type VotePlace,
} from '../../contract/blindVotes.ts';
import { displayName } from '../../contract/displayName.ts';
import { messagesOf } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import { findRun, promptOf } from '../runs/index.ts';
import { findBlindVote, type StoredBlindVote } from './blindVoteStore.ts';
import { countVotes, votedForAt } from './countVotes.ts';
import { type VotedAnswer, votedAnswers } from './votedAnswers.ts';

/**
 * A blind vote as its voter may see it: the two answers that are next, and once it has ended whose they were.
 * @throws DomainError `blind_vote_not_found`
 */
export async function readBlindVote(
  db: Db,
  sessionHash: string,
  blindVoteId: string,
): Promise<BlindVote> {
  const stored = await findBlindVote(db, sessionHash, blindVoteId);
  return stored.endedAt ? reveal(db, stored, stored.endedAt) : nextOf(db, stored);
}

/** Nothing in it may depend on which model is which, but for the answers themselves. */
async function nextOf(db: Db, stored: StoredBlindVote): Promise<OpenBlindVote> {
  const place = stored.choices.length;
  const asked = stored.places[place] as VotePlace;
  const [run, [answers]] = await Promise.all([
    findRun(db, stored.sessionHash, stored.candidateRunId),
    votedAnswers(db, stored, [asked]),
  ]);
  const { candidate, baseline } = answers as NonNullable<typeof answers>;
  const [left, right] = asked.left === 'candidate' ? [candidate, baseline] : [baseline, candidate];
  const prompt = await promptOf(db, run, asked.candidateIndex);
  return {
    blindVoteId: stored.id,
    ended: false,
    place,
    target: stored.target,
    prompt: candidate.prompt,
    earlierMessages: prompt ? messagesOf(prompt).slice(0, -1) : [],
    left: left.answer,
    right: right.answer,
  };
}

async function reveal(db: Db, stored: StoredBlindVote, endedAt: Date): Promise<EndedBlindVote> {
  const { id, sessionHash, places, choices, identical, unanswered } = stored;
  const [candidate, baseline, answers] = await Promise.all([
    votedRun(db, sessionHash, stored.candidateRunId),
    votedRun(db, sessionHash, stored.baselineRunId),
    votedAnswers(db, stored, places, MAX_REVEALED_LENGTH),
  ]);
  return {
    blindVoteId: id,
    ended: true,
    endedAt,
    candidate,
    baseline,
    identical,
    unanswered,
    result: countVotes(places, choices),
    votes: places.map((asked, place) => {
      const given = answers[place] as Record<'candidate' | 'baseline', VotedAnswer>;
      return {
        place,
        promptKey: asked.promptKey,
        prompt: given.candidate.prompt,
        votedFor: votedForAt(asked, choices[place] as VoteChoice),
        left: asked.left,
        candidateResultId: given.candidate.resultId,
        baselineResultId: given.baseline.resultId,
        candidateAnswer: given.candidate.answer,
        baselineAnswer: given.baseline.answer,
      };
    }),
  };
}

async function votedRun(db: Db, sessionHash: string, runId: string): Promise<VotedRun> {
  const { id, modelName, modelId } = await findRun(db, sessionHash, runId);
  return { run: id, model: displayName({ modelName, modelId: modelId ?? '' }) };
}
