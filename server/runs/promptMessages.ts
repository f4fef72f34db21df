import type { RunSettings } from '../../contract/runSettings.ts';
import type { ChatTurn } from '../endpoint/index.ts';

/** The conversation that puts one prompt to the model. */
export function messagesFor({ systemPrompt }: RunSettings, prompt: string): ChatTurn[] {
  const question: ChatTurn = { role: 'user', content: prompt };
  return systemPrompt ? [{ role: 'system', content: systemPrompt }, question] : [question];
}
