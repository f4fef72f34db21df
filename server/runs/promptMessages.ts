import type { RunSettings } from '../../contract/runSettings.ts';
import { messagesOf, type SuitePrompt } from '../../contract/suites.ts';
import type { ChatTurn } from '../endpoint/index.ts';

/** The messages that are sent to the model for one prompt. One with a system message of its own keeps it. */
export function messagesFor({ systemPrompt }: RunSettings, prompt: SuitePrompt): ChatTurn[] {
  const messages = messagesOf(prompt);
  const isInstructed = messages.some(({ role }) => role === 'system');
  return systemPrompt && !isInstructed
    ? [{ role: 'system', content: systemPrompt }, ...messages]
    : messages;
}
