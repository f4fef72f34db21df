import { z } from 'zod';
import { overruleForm } from '../run/runForms.server.ts';

/** The forms of the page of a comparison. */
export const verdictForms = z.discriminatedUnion(
  'intent',
  [z.object({ intent: z.literal('regrade') }), overruleForm],
  'is none of the forms of this page',
);
