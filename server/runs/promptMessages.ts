import type { RunSettings } from '../../contract/runSettings.ts';
import type { ChatTurn } from '../endpoint/index.ts';

/** The messages that are sent to the model for one prompt. */
export function messagesFor({ systemPrompt }: RunSettings, prompt: string): ChatTurn[] {
  const question: ChatTurn = { role: 'user', content: prompt };
  return systemPrompt ? [{ role: 'system', content: systemPrompt }, question] : [question];
}
