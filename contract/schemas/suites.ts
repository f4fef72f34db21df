import { z } from 'zod';
import {
  MAX_MESSAGES,
  MAX_MESSAGES_LENGTH,
  MAX_PROMPT_LENGTHS,
  messageRoles,
  type PromptMessage,
  type SuitePrompt,
} from '../suites.ts';
import { graderSpecInput, graderSpecOutput } from './graders.ts';
import type { NamedSchema } from './namedSchema.ts';
import { pgText } from './pgText.ts';

const messageInput = z.strictObject({
  role: z.enum(messageRoles, { error: `must be one of ${messageRoles.join(', ')}` }),
  // As it is, blanks included: history is sent as it was.
  content: longText('prompt').refine((text) => text.trim() !== '', 'must not be empty'),
});

/**
 * A prompt as somebody hands it in, as one text or as messages of which the last is the user's; blanks around its
 * texts are taken off, but not around those of its history.
 */
export const suitePromptInput = z
  .strictObject({
    id: textOf('id').optional(),
    prompt: textOf('prompt').min(1, 'must not be empty').optional(),
    messages: z
      .array(messageInput)
      .min(1, 'must hold at least one message')
      .max(MAX_MESSAGES, `must hold at most ${MAX_MESSAGES} messages`)
      .optional(),
    expected_answer: textOf('expected_answer').optional(),
    grader: graderSpecInput.optional(),
    category: textOf('category').optional(),
    split: textOf('split').optional(),
  })
  .superRefine(({ prompt, messages }, context) => {
    const refuse = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (!messages) {
      if (prompt === undefined) refuse(['prompt'], 'is required, or messages in its place');
      return;
    }
    const last = messages.at(-1);
    if (last?.role !== 'user') {
      return refuse(
        ['messages'],
        'must end with a message of the user; give what follows as expected_answer',
      );
    }
    if (prompt !== undefined && prompt !== last.content.trim()) {
      return refuse(['prompt'], 'differs from the last message; leave it out');
    }
    if (lengthOf(messages) > MAX_MESSAGES_LENGTH) {
      refuse(
        ['messages'],
        `are longer than ${MAX_MESSAGES_LENGTH.toLocaleString('en-US')} characters together`,
      );
    }
  })
  .transform(({ prompt, messages, ...rest }): SuitePrompt => {
    const last = messages?.at(-1)?.content.trim() ?? prompt ?? '';
    const history = messages?.slice(0, -1) ?? [];
    const all = [...history, { role: 'user' as const, content: last }];
    return { prompt: last, ...(history.length > 0 && { messages: all }), ...rest };
  });

/** A prompt of a suite as it is shown. */
const outputShape = z.object({
  id: z.string().optional(),
  prompt: z.string(),
  messages: z.array(z.object({ role: z.enum(messageRoles), content: z.string() })).optional(),
  expected_answer: z.string().optional(),
  grader: graderSpecOutput.optional(),
  category: z.string().optional(),
  split: z.string().optional(),
});
export const suitePromptOutput: NamedSchema<SuitePrompt, typeof outputShape> = outputShape;

function lengthOf(messages: PromptMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}

function textOf(field: keyof typeof MAX_PROMPT_LENGTHS) {
  return longText(field, pgText().trim());
}

function longText(field: keyof typeof MAX_PROMPT_LENGTHS, text = pgText()) {
  const most = MAX_PROMPT_LENGTHS[field];
  return text.max(most, `is longer than ${most.toLocaleString('en-US')} characters`);
}
