import { useEffect, useState } from 'react';
import { WrittenText } from './WrittenText.tsx';
import { type WordChange, wordChanges } from './wordChanges.ts';

/** The candidate's answer, with what the baseline's has otherwise marked in it. */
export function WordDiff({ before, after }: { before: string; after: string }) {
  const [changes, setChanges] = useState<WordChange[] | 'loading' | 'too_long' | 'not_loaded'>(
    'loading',
  );
  useEffect(() => {
    let isWanted = true;
    wordChanges(before, after).then(
      (found) => isWanted && setChanges(found ?? 'too_long'),
      () => isWanted && setChanges('not_loaded'),
    );
    return () => {
      isWanted = false;
    };
  }, [before, after]);
  if (changes === 'loading') return <p className="text-muted">Comparing the words…</p>;
  if (changes === 'too_long') {
    return (
      <p className="text-muted">
        These answers are too long and too different to be compared word by word.
      </p>
    );
  }
  if (changes === 'not_loaded') {
    return <p className="text-warn">The comparison of words could not be loaded. Try it again.</p>;
  }
  return (
    <WrittenText length={before.length + after.length}>
      {changes.map(({ text, change }, index) => {
        const Element = elements[change];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text stay in their order
          <Element key={index} className={styles[change]}>
            {text}
          </Element>
        );
      })}
    </WrittenText>
  );
}

const elements = { removed: 'del', added: 'ins', none: 'span' } as const;
const styles = {
  removed: 'bg-bad-soft text-bad line-through',
  added: 'bg-good-soft text-good underline',
  none: undefined,
} as const;
