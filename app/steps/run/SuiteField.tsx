import { Link } from '@remix-run/react';
import { graderLabels } from '../../../contract/graders.ts';
import { OWN_PROMPTS_LABEL } from '../../../contract/suites.ts';
import type { RunEstimate, Suite } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { SelectField } from '../../ui/Field.tsx';
import { groupSuites, suitePath, suiteTitle } from '../suite/suiteChoice.ts';
import { OWN_PROMPTS, type RunFormValues, runFieldLabels } from './runForm.ts';

/** Which prompts are asked, what they are, and how their answers are graded. */
export function SuiteField({
  suites,
  earlier,
  selected,
  onSelect,
  error,
  estimate,
}: {
  suites: Suite[];
  earlier: RunFormValues['earlier'];
  selected: string;
  onSelect: (value: string) => void;
  error: string | undefined;
  /** Null while there is none. */
  estimate: RunEstimate | null;
}) {
  const suite = suites.find(({ id }) => id === selected);
  return (
    <div className="min-w-0">
      <SelectField
        label={runFieldLabels.testSuiteId}
        name="suite"
        // Not its `value`: React would take back what was chosen before the page had its scripts.
        defaultValue={selected}
        onChange={(event) => onSelect(event.target.value)}
        error={error}
        hint={suite?.description ?? 'The prompts that you enter below.'}
      >
        {groupSuites(suites).map(([group, ofGroup]) => (
          <optgroup key={group} label={group}>
            {ofGroup.map((each) => (
              <option key={each.id} value={each.id}>
                {suiteTitle(each)} ({plural(each.promptCount, 'prompt')})
              </option>
            ))}
          </optgroup>
        ))}
        {earlier && (
          <option value={earlier.value}>
            The same prompts as before ({plural(earlier.promptCount, 'prompt')})
          </option>
        )}
        <option value={OWN_PROMPTS}>{OWN_PROMPTS_LABEL}</option>
      </SelectField>
      {estimate && (
        <p className="mt-1 text-sm text-muted">
          {selected === OWN_PROMPTS ? gradingOfTyped(estimate) : gradingText(estimate)}
        </p>
      )}
      <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {suite?.kind === 'own' && (
          <Link to={suitePath(suite.id)} className="link">
            Look at this suite, or change its graders
          </Link>
        )}
        <Link to={suitePath('new')} className="link">
          Import a suite from a file
        </Link>
      </p>
    </div>
  );
}

/** How the answers will be graded, said before anything is asked. */
function gradingText({ graders, ungradedPrompts }: RunEstimate): string {
  if (graders.length === 0) return 'No answer is graded: the prompts have no expected answer.';
  const named = graders.map(
    ({ grader, prompts }) => `${graderLabels[grader].label.toLowerCase()} (${prompts})`,
  );
  const isByWording = graders.some(({ grader }) => grader === 'similarity');
  return [
    `Graded by: ${named.join(', ')}.`,
    ungradedPrompts > 0 && `${plural(ungradedPrompts, 'prompt')} not graded.`,
    isByWording &&
      'Closeness of wording is not correctness: add prompts with a short answer that can be checked.',
  ]
    .filter(Boolean)
    .join(' ');
}

/** The form of an expected answer, which is not sent before the run is, decides on its grader. */
function gradingOfTyped({ ungradedPrompts }: RunEstimate): string {
  return ungradedPrompts > 0
    ? `${plural(ungradedPrompts, 'prompt')} not graded: no expected answer.`
    : 'Every prompt has an expected answer, whose form decides how it is graded.';
}
