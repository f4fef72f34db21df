import { z } from 'zod';
import { outcomes } from '../../../contract/outcomes.ts';

const testRunId = z.uuid('must be the id of a run');
/** Sent once, several times or not at all. */
const chosenOutcomes = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : (value ?? [])),
  z.array(z.enum(outcomes, 'must be an outcome')),
);
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('must be JSON');
    return z.NEVER;
  }
});

/** What a person says of a result. */
export const overruleForm = z.object({
  intent: z.literal('overrule'),
  resultId: z.uuid('must be the id of a result'),
  /** Empty takes back what was said. */
  pass: z
    .enum(['true', 'false', ''], 'must be true, false or empty')
    .transform((text) => (text === '' ? null : text === 'true')),
  note: z.string().default(''),
});

/**
 * The forms of the batch step. What the form of a run, of an edited prompt and of targets says is read by
 * `readRunForm` and its like, to be shown again as it was typed.
 */
export const runForms = z.discriminatedUnion(
  'intent',
  [
    // The buttons that fill in a pace have a name of their own.
    z.object({ intent: z.literal(['start', 'estimate']).optional() }),
    z.object({ intent: z.enum(['cancel', 'resume']), testRunId }),
    z.object({
      intent: z.literal('rerun'),
      testRunId,
      outcome: chosenOutcomes,
      probablyTruncated: z.stringbool().default(false),
      config: json.default({}),
    }),
    z.object({ intent: z.literal('rename'), testRunId, name: z.string().default('') }),
    z.object({ intent: z.literal('run-edited') }),
    z.object({ intent: z.literal('set-targets'), testRunId }),
    z.object({ intent: z.literal('grade'), testRunId }),
    overruleForm,
  ],
  'is none of the forms of this page',
);
