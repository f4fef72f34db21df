/** What the API tells of blind votes. A field that is not listed here does not get out. */
import { z } from 'zod';
import {
  type BlindVote,
  type BlindVoteResult,
  type BlindVoteSummary,
  type CastVote,
  type EndedBlindVote,
  type OpenBlindVote,
  type RevealedVote,
  type StartedBlindVote,
  type VotedRun,
  voteChoices,
  votedFor,
} from '../../contract/blindVotes.ts';
import { connectionRoles } from '../../contract/connectionRoles.ts';
import { undecidedReasons, verdicts } from '../../contract/runComparison.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { messageRoles, type PromptMessage } from '../../contract/suites.ts';

const whole = z.number().int();

const startedShape = z.object({
  blindVoteId: z.uuid(),
  target: whole,
  identical: whole,
  unanswered: whole,
} satisfies Record<keyof StartedBlindVote, z.ZodType>);
export const startedBlindVoteOutput: NamedSchema<StartedBlindVote, typeof startedShape> =
  startedShape;

const openShape = z.object({
  blindVoteId: z.uuid(),
  ended: z.literal(false),
  place: whole,
  target: whole,
  prompt: z.string(),
  earlierMessages: z.array(
    z.object({ role: z.enum(messageRoles), content: z.string() } satisfies Record<
      keyof PromptMessage,
      z.ZodType
    >),
  ),
  left: z.string(),
  right: z.string(),
} satisfies Record<keyof OpenBlindVote, z.ZodType>);

const resultShape = z.object({
  n: whole,
  wins: whole,
  losses: whole,
  ties: whole,
  bothBad: whole,
  difference: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  pValue: z.number().nullable(),
  verdict: z.enum(verdicts),
  undecidedBecause: z.enum(undecidedReasons).nullable(),
  nonInferior: z.boolean(),
  margin: z.number(),
  smallestVisibleDifference: z.number().nullable(),
  promptsToDecide: whole.nullable(),
  sentence: z.string(),
} satisfies Record<keyof BlindVoteResult, z.ZodType>);

const votedRunShape = z.object({
  run: z.uuid(),
  model: z.string(),
} satisfies Record<keyof VotedRun, z.ZodType>);

const revealedVoteShape = z.object({
  place: whole,
  promptKey: z.string(),
  prompt: z.string(),
  votedFor: z.enum(votedFor),
  left: z.enum(connectionRoles),
  candidateResultId: z.uuid(),
  baselineResultId: z.uuid(),
  candidateAnswer: z.string(),
  baselineAnswer: z.string(),
} satisfies Record<keyof RevealedVote, z.ZodType>);

const endedShape = z.object({
  blindVoteId: z.uuid(),
  ended: z.literal(true),
  endedAt: z.date(),
  candidate: votedRunShape,
  baseline: votedRunShape,
  identical: whole,
  unanswered: whole,
  result: resultShape,
  votes: z.array(revealedVoteShape),
} satisfies Record<keyof EndedBlindVote, z.ZodType>);

const blindVoteShape = z.union([openShape, endedShape]);
export const blindVoteOutput: NamedSchema<BlindVote, typeof blindVoteShape> = blindVoteShape;

const castShape = z.object({
  counted: z.boolean(),
  choice: z.enum(voteChoices).nullable(),
  vote: blindVoteShape,
} satisfies Record<keyof CastVote | 'vote', z.ZodType>);
export interface CastVoteOutput extends CastVote {
  /** The blind vote as it is then. */
  vote: BlindVote;
}
export const castVoteOutput: NamedSchema<CastVoteOutput, typeof castShape> = castShape;

const summaryShape = z.object({
  blindVoteId: z.uuid(),
  candidateRunId: z.uuid(),
  baselineRunId: z.uuid(),
  votes: whole,
  target: whole,
  createdAt: z.date(),
  endedAt: z.date().nullable(),
  result: resultShape.nullable(),
} satisfies Record<keyof BlindVoteSummary, z.ZodType>);
export const blindVoteSummaryOutput: NamedSchema<BlindVoteSummary, typeof summaryShape> =
  summaryShape;
