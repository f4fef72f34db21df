/** Blind votes. */
import { z } from 'zod';
import {
  blindVoteListInput,
  blindVoteOutput,
  blindVoteSummaryOutput,
  castVoteOutput,
  startedBlindVoteOutput,
} from '../../../api/index.ts';
import { castVoteInput, someBlindVote, takeBackInput } from '../../../blindVotes/index.ts';
import { comparedRunsInput } from '../../../comparison/index.ts';
import { jsonRoute, type RestRoute } from '../restRoute.ts';

export const blindVoteRoutes: RestRoute[] = [
  jsonRoute({
    method: 'post',
    path: '/votes',
    procedure: 'blindVote.start',
    summary: 'Start a blind vote on the answers of two runs',
    description: 'Or answers with the one on them that goes on.',
    refusals: ['run_not_found', 'run_not_over', 'nothing_to_vote_on', 'blind_vote_limit'],
    caller: 'session',
    takes: 'body',
    input: comparedRunsInput,
    status: 200,
    output: startedBlindVoteOutput,
  }),
  jsonRoute({
    method: 'get',
    path: '/votes',
    procedure: 'blindVote.list',
    summary: 'The blind votes of the session',
    description: 'Or those on `candidate` and `baseline`.',
    caller: 'session',
    takes: 'query',
    input: blindVoteListInput,
    status: 200,
    output: z.object({ votes: z.array(blindVoteSummaryOutput) }),
    answer: (votes) => ({ votes }),
  }),
  jsonRoute({
    method: 'get',
    path: '/votes/:blindVoteId',
    procedure: 'blindVote.get',
    summary: 'The two answers that are next, and at the end the result',
    refusals: ['blind_vote_not_found'],
    caller: 'session',
    takes: 'path',
    input: someBlindVote,
    status: 200,
    output: blindVoteOutput,
  }),
  jsonRoute({
    method: 'post',
    path: '/votes/:blindVoteId',
    procedure: 'blindVote.cast',
    summary: 'Vote',
    description: 'A place counts once; of two votes that differ the first counts.',
    refusals: ['blind_vote_not_found', 'blind_vote_ended'],
    caller: 'session',
    takes: 'body',
    input: castVoteInput,
    status: 200,
    output: castVoteOutput,
  }),
  jsonRoute({
    method: 'post',
    path: '/votes/:blindVoteId/undo',
    procedure: 'blindVote.undo',
    summary: 'Take the last vote back',
    refusals: ['blind_vote_not_found', 'blind_vote_ended'],
    caller: 'session',
    takes: 'body',
    input: takeBackInput,
    status: 200,
    output: blindVoteOutput,
  }),
];
