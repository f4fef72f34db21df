import { useEffect, useRef, useState } from 'react';
import { OWN_PROMPTS_LABEL } from '../../../contract/suites.ts';
import { plural } from '../../lib/format.ts';
import { TextArea } from '../../ui/Field.tsx';
import { parseOwnPrompts } from './ownPrompts.ts';
import { runFieldLabels } from './runForm.ts';

/** Prompts of one's own. Open when selected; without scripts it can be opened by hand. */
export function OwnPrompts({
  isSelected,
  value,
  error,
}: {
  isSelected: boolean;
  value: string;
  error?: string;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (details.current) details.current.open = isSelected;
  }, [isSelected]);
  return (
    <details ref={details} open={isSelected || undefined}>
      <summary className="link w-fit cursor-pointer py-1 text-[0.9375rem]">
        Enter prompts of your own
      </summary>
      <TextArea
        label={runFieldLabels.prompts}
        name="prompts"
        rows={7}
        isMonospace
        spellCheck={false}
        defaultValue={value}
        onChange={(event) => setTyped(event.target.value)}
        error={error}
        className="mt-3"
        placeholder={'What is the capital of France? => Paris\nWrite a haiku about rain.'}
        hint={
          <>
            Choose “{OWN_PROMPTS_LABEL}” above to run these. One prompt a line. Text after{' '}
            <code className="font-mono text-ink">=&gt;</code> is what a correct answer contains:
            separate alternatives with <code className="font-mono text-ink">|</code>, parts that
            must all be there with <code className="font-mono text-ink">&amp;</code>. For line
            breaks, write the line as JSON:{' '}
            <code className="font-mono text-ink">{'{"prompt": "One\\nTwo"}'}</code>
          </>
        }
      />
      <ExpectedAnswers typed={typed} />
    </details>
  );
}

const MAX_SHOWN = 5;

/** What the lines were taken for, so that nobody is surprised by an arrow that belonged to a prompt. */
function ExpectedAnswers({ typed }: { typed: string }) {
  const prompts = parseOwnPrompts(typed);
  const graded = prompts.filter((prompt) => prompt.expected_answer !== undefined);
  if (prompts.length === 0) return null;
  return (
    <div className="mt-2 text-sm text-muted wrap-anywhere">
      <p>
        {plural(prompts.length, 'prompt')}, {graded.length === 0 ? 'none' : graded.length} with an
        expected answer{graded.length > 0 && ':'}
      </p>
      <ul>
        {graded.slice(0, MAX_SHOWN).map(({ prompt, expected_answer }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may be the same.
          <li key={index} className="truncate">
            <span className="text-ink">{expected_answer}</span> for {prompt}
          </li>
        ))}
        {graded.length > MAX_SHOWN && <li>and {graded.length - MAX_SHOWN} more</li>}
      </ul>
    </div>
  );
}
