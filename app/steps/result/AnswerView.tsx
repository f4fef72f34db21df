import { useState } from 'react';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import type { RunResult } from '../../lib/api.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { AnswerText, isShownAsWritten } from '../../modelText/AnswerText.tsx';
import { HighlightedAnswer } from '../../modelText/HighlightedAnswer.tsx';
import { WordDiff } from '../../modelText/WordDiff.tsx';
import { WrittenText } from '../../modelText/WrittenText.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Part } from './Part.tsx';

const views = { rendered: 'Rendered', written: 'As written', difference: 'Difference' } as const;
type View = keyof typeof views;

/** An answer in the way one likes to read it; which way is kept from one result to the next. */
export function AnswerView({ result }: { result: RunResult }) {
  const { response, error, expectedAnswer, grade } = result;
  const [wanted, want] = useState<View>('rendered');
  const isHydrated = useHydrated();
  if (!response) {
    if (error) return null;
    return (
      <Part title="Answer">
        <p className="text-muted">{outcomeDefinitions.empty.meaning}</p>
      </Part>
    );
  }
  const offered = (Object.keys(views) as View[]).filter(
    (view) =>
      (view !== 'rendered' || !isShownAsWritten(response)) &&
      (view !== 'difference' || expectedAnswer !== null),
  );
  const view = offered.includes(wanted) ? wanted : (offered[0] ?? 'written');
  return (
    <Part
      title={error ? 'Answer so far' : 'Answer'}
      aside={
        <>
          {isHydrated && offered.length > 1 && (
            <fieldset className="flex rounded-md border border-edge p-0.5">
              <legend className="sr-only">How the answer is shown</legend>
              {offered.map((each) => (
                <button
                  key={each}
                  type="button"
                  aria-pressed={each === view}
                  onClick={() => want(each)}
                  className="min-h-8 cursor-pointer rounded-sm px-2.5 hover:text-ink aria-pressed:bg-accent-soft aria-pressed:text-ink"
                >
                  {views[each]}
                </button>
              ))}
            </fieldset>
          )}
          <CopyButton text={response} label="Copy answer" />
        </>
      }
    >
      {view === 'rendered' && <AnswerText answer={response} span={grade?.span ?? null} />}
      {view === 'written' && (
        <WrittenText length={response.length}>
          <HighlightedAnswer answer={response} span={grade?.span ?? null} />
        </WrittenText>
      )}
      {view === 'difference' && (
        <>
          <p className="mb-2 text-sm text-muted">
            From the expected answer to this one: <del>struck out</del> is missing,{' '}
            <ins>underlined</ins> is new.
          </p>
          <WordDiff key={result.id} before={expectedAnswer ?? ''} after={response} />
        </>
      )}
    </Part>
  );
}
