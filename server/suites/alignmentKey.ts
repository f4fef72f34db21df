import { createHash } from 'node:crypto';
import { messagesOf, type SuitePrompt } from '../../contract/suites.ts';

/**
 * A name for each prompt that is the same wherever the same messages are asked, so that results of two runs can be
 * held against each other. What is expected and how it is graded is no part of it. The same messages a second time
 * have another number at the end.
 */
export function alignmentKeys(prompts: SuitePrompt[]): string[] {
  const occurrences = new Map<string, number>();
  return prompts.map((prompt) => {
    const turns = messagesOf(prompt).map(({ role, content }) => [role, content]);
    const hash = createHash('sha256').update(JSON.stringify(turns)).digest('base64url');
    const occurrence = (occurrences.get(hash) ?? 0) + 1;
    occurrences.set(hash, occurrence);
    return `${hash}.${occurrence}`;
  });
}
