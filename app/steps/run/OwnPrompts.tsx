import { useEffect, useRef, useState } from 'react';
import { suitePromptLabels } from '../../../contract/suites.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Button } from '../../ui/Button.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { emptyPrompt, MAX_TYPED_PROMPTS, type TypedPrompt, withRoom } from './ownPrompts.ts';
import { runFieldLabels } from './runForm.ts';

/** Prompts of one's own, a box each with the expected answer beside it. Open when selected; without scripts by hand. */
export function OwnPrompts({
  isSelected,
  value,
  error,
}: {
  isSelected: boolean;
  value: TypedPrompt[];
  error?: string;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const { boxes, add, remove } = useBoxes(value);
  const isHydrated = useHydrated();
  useEffect(() => {
    if (details.current) details.current.open = isSelected;
  }, [isSelected]);
  return (
    <details ref={details} open={isSelected || undefined}>
      <summary className="link w-fit cursor-pointer py-1 text-[0.9375rem]">
        Enter prompts of your own
      </summary>
      <fieldset className="mt-3">
        <legend className="sr-only">{runFieldLabels.prompts}</legend>
        <p className="text-sm text-muted">
          Choose “{runFieldLabels.prompts}” above to run these. Without an expected answer a prompt
          is not graded; alternatives stand between <code className="font-mono text-ink"> | </code>,
          parts that must all be there between <code className="font-mono text-ink"> &amp; </code>.
          Empty boxes are left out.
        </p>
        {error && (
          <p role="alert" className="mt-2 text-sm text-bad">
            {error}
          </p>
        )}
        <ol className="mt-3 space-y-4">
          {boxes.map(({ key, typed }, index) => (
            <li key={key} className="grid gap-3 sm:grid-cols-[3fr_2fr]">
              <TextArea
                id={`prompt-${key}`}
                label={`${suitePromptLabels.prompt} ${index + 1}`}
                name="prompt"
                defaultValue={typed.prompt}
                rows={2}
              />
              <TextArea
                id={`expected-${key}`}
                label={suitePromptLabels.expected_answer}
                name="expectedAnswer"
                defaultValue={typed.expected}
                optional
                rows={2}
              />
              <input type="hidden" name="promptRest" value={typed.rest} />
              {isHydrated && boxes.length > 1 && (
                <button
                  type="button"
                  className="link w-fit text-sm"
                  onClick={() => remove(key)}
                  aria-label={`Remove prompt ${index + 1}`}
                >
                  Remove
                </button>
              )}
            </li>
          ))}
        </ol>
        {isHydrated && boxes.length < MAX_TYPED_PROMPTS && (
          <Button type="button" className="mt-4" onClick={add}>
            Add a prompt
          </Button>
        )}
      </fieldset>
    </details>
  );
}

/** Boxes that come and go while what is typed into the others stays. */
function useBoxes(value: TypedPrompt[]) {
  const [boxes, setBoxes] = useState(() =>
    withRoom(value).map((typed, index) => ({ key: `${index}`, typed })),
  );
  const next = useRef(boxes.length);
  return {
    boxes,
    add() {
      next.current += 1;
      setBoxes((before) => [...before, { key: `${next.current}`, typed: emptyPrompt }]);
    },
    remove: (key: string) => setBoxes((before) => before.filter((box) => box.key !== key)),
  };
}
