import { z } from 'zod';

const position = z.coerce.number('must be the place of a prompt').int().min(0);
const text = z.string().default('');

/** The forms of the page of an own suite. */
export const suiteForms = z.discriminatedUnion(
  'intent',
  [
    z.object({ intent: z.literal('rename'), name: text }),
    z.object({ intent: z.literal('delete') }),
    z.object({
      intent: z.literal('set-grader'),
      /** Empty for all prompts. */
      category: text,
      grader: text,
      options: text,
    }),
    z.object({
      intent: z.literal('save-prompt'),
      position,
      prompt: text,
      expectedAnswer: text,
      category: text,
      grader: text,
      options: text,
    }),
    z.object({ intent: z.enum(['remove-prompt', 'duplicate-prompt']), position }),
  ],
  'is none of the forms of this page',
);

export type SuiteForm = z.output<typeof suiteForms>;
/** The forms that change prompts. */
export type PromptsForm = Exclude<SuiteForm, { intent: 'rename' | 'delete' }>;
