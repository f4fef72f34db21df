import { z } from 'zod';
import { voteChoices } from '../../../contract/blindVotes.ts';

const run = z.string().default('');
export const startVoteForm = z.object({ candidate: run, baseline: run });

const place = z.coerce.number('must be the place of a vote').int().min(0);

/** The forms of the page of a blind vote. */
export const voteForms = z.discriminatedUnion(
  'intent',
  [
    z.object({ intent: z.literal('cast'), place, choice: z.enum(voteChoices) }),
    z.object({ intent: z.literal('undo'), place }),
  ],
  'is none of the forms of this page',
);
