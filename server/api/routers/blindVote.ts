import { z } from 'zod';
import {
  castVote,
  castVoteInput,
  readBlindVote,
  someBlindVote,
  startBlindVote,
  takeBackInput,
  takeBackVote,
  votesOf,
} from '../../blindVotes/index.ts';
import { comparedRunsInput } from '../../comparison/index.ts';
import {
  blindVoteOutput,
  blindVoteSummaryOutput,
  castVoteOutput,
  startedBlindVoteOutput,
} from '../blindVoteOutput.ts';
import { router, sessionProcedure } from '../trpc.ts';

export const blindVoteListInput = comparedRunsInput.partial().default({});

/** Which of two answers a person finds better who does not know whose they are. */
export const blindVoteRouter = router({
  /** Draws one on the answers of two runs, or answers with the one on them that goes on. */
  start: sessionProcedure
    .input(comparedRunsInput)
    .output(startedBlindVoteOutput)
    .mutation(async ({ ctx: { services, session }, input }) => {
      await services.rateLimits.consume('blindVotes', session);
      return startBlindVote(services.db, session.sessionHash, input);
    }),

  /** The two answers that are next; after the last vote, whose they were and what the votes say. */
  get: sessionProcedure
    .input(someBlindVote)
    .output(blindVoteOutput)
    .query(({ ctx: { services, session }, input }) =>
      readBlindVote(services.db, session.sessionHash, input.blindVoteId),
    ),

  /** Votes at a place. Sent twice it counts once, and of two that differ the first counts. */
  cast: sessionProcedure
    .input(castVoteInput)
    .output(castVoteOutput)
    .mutation(async ({ ctx: { services, session }, input }) => {
      const { db, rateLimits } = services;
      await rateLimits.consume('votes', session);
      const cast = await castVote(db, session.sessionHash, input);
      return { ...cast, vote: await readBlindVote(db, session.sessionHash, input.blindVoteId) };
    }),

  /** Takes the last vote back, which is named by its place, so that sent twice it takes back one. */
  undo: sessionProcedure
    .input(takeBackInput)
    .output(blindVoteOutput)
    .mutation(async ({ ctx: { services, session }, input }) => {
      const { db, rateLimits } = services;
      await rateLimits.consume('votes', session);
      await takeBackVote(db, session.sessionHash, input);
      return readBlindVote(db, session.sessionHash, input.blindVoteId);
    }),

  /** Those of the session, or those on two runs. It names runs, so the page of a blind vote never asks for it. */
  list: sessionProcedure
    .input(blindVoteListInput)
    .output(z.array(blindVoteSummaryOutput))
    .query(({ ctx: { services, session }, input }) =>
      votesOf(services.db, session.sessionHash, input),
    ),
});
