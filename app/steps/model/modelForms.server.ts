import { z } from 'zod';

/** Of the forms of the model step; what the one that connects says is read by `readModelForm`. */
export const modelForms = z.discriminatedUnion(
  'intent',
  [
    z.object({ intent: z.enum(['connect', 'list-models', 'end-in-the-way']) }),
    z.object({ intent: z.enum(['test', 'stop-test', 'change', 'change-scheme']) }),
    z.object({ intent: z.literal('choose-model'), modelId: z.string('is required') }),
    z.object({ intent: z.literal('probe-context'), tokens: z.coerce.number('must be a number') }),
  ],
  'is none of the forms of this page',
);
