/** A piece of text, and whether one side only has it. */
export interface WordChange {
  text: string;
  change: 'removed' | 'added' | 'none';
}

/** Answers that are very different take very long. */
const TIMEOUT_MS = 1_000;

/**
 * What of two texts differs, word by word. The library comes when it is first asked for.
 * @returns null where it would take too long
 */
export async function wordChanges(before: string, after: string): Promise<WordChange[] | null> {
  const { diffWords } = await import('diff');
  const changes = diffWords(before, after, {
    // Words of languages that put no spaces between them, too.
    intlSegmenter: new Intl.Segmenter(undefined, { granularity: 'word' }),
    timeout: TIMEOUT_MS,
  });
  if (!changes) return null;
  return changes.map(({ value, added, removed }) => ({
    text: value,
    change: added ? 'added' : removed ? 'removed' : 'none',
  }));
}
