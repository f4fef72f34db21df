import type { Db } from '../../db/client.ts';
import type { AnswerChange } from './chatStore.ts';
import type { Prompt } from './prompt.ts';

/** What we have to say of a finished answer: figures checked, and the view of the table it offers. */
export async function findingsIn(
  _db: Db,
  _sessionId: string,
  _text: string,
  _prompt: Prompt,
): Promise<Pick<AnswerChange, 'checks' | 'proposedFilter'>> {
  return { checks: [], proposedFilter: null };
}
