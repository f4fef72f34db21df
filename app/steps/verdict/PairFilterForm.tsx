import { Form, Link, useSubmit } from '@remix-run/react';
import {
  flipStates,
  type PairState,
  pairStateLabels,
  pairStates,
} from '../../../contract/runComparison.ts';
import { suitePromptLabels } from '../../../contract/suites.ts';
import { listed, plural } from '../../lib/format.ts';
import { useAddressValue } from '../../lib/useAddressValue.ts';
import { Button } from '../../ui/Button.tsx';
import { controlClass } from '../../ui/Field.tsx';
import { isFlips, pairsHref, statesText, type VerdictQuery } from './verdictQuery.ts';

/** Narrows the pairs by how they did and by category. A plain form: with scripts it sends itself. */
export function PairFilterForm({
  query,
  categories,
  total,
}: {
  query: VerdictQuery;
  categories: string[];
  total: number;
}) {
  const submit = useSubmit();
  const send = (form: HTMLFormElement | null) =>
    submit(form, { replace: true, preventScrollReset: true });
  const shown = statesText(query.show);
  const showField = useAddressValue<HTMLSelectElement>(shown);
  const categoryField = useAddressValue<HTMLSelectElement>(query.category);
  const choices = new Map(stateChoices.map(({ states, label }) => [statesText(states), label]));
  if (!choices.has(shown)) choices.set(shown, labelOf(query.show));
  const isNarrowed = !isFlips(query.show) || query.category !== '';
  return (
    <Form
      method="get"
      aria-label="Pairs"
      replace
      preventScrollReset
      className="mb-4 flex flex-wrap items-end gap-3"
    >
      <input type="hidden" name="candidate" value={query.candidate} />
      <input type="hidden" name="baseline" value={query.baseline} />
      <input type="hidden" name="margin" value={query.margin} />
      <label className="text-sm font-medium">
        Show
        <select
          ref={showField}
          name="show"
          defaultValue={shown}
          onChange={(event) => send(event.target.form)}
          className={`${controlClass} mt-1.5 font-normal`}
        >
          {[...choices].map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {(categories.length > 1 || query.category !== '') && (
        <label className="text-sm font-medium">
          {suitePromptLabels.category}
          <select
            ref={categoryField}
            name="category"
            defaultValue={query.category}
            onChange={(event) => send(event.target.form)}
            className={`${controlClass} mt-1.5 font-normal`}
          >
            <option value="">All categories</option>
            {withNamed(categories, query.category).map((category) => (
              <option key={category} value={category}>
                {category}
              </option>
            ))}
          </select>
        </label>
      )}
      <Button type="submit">Show</Button>
      <p className="ml-auto py-2.5 text-sm text-muted">
        <span role="status" className="figures">
          {plural(total, 'pair')}
        </span>
        {isNarrowed && (
          <>
            {' · '}
            <Link
              to={pairsHref(query, { show: flipStates, category: '' })}
              replace
              preventScrollReset
              className="link"
            >
              All flips
            </Link>
          </>
        )}
      </p>
    </Form>
  );
}

const stateChoices: { states: readonly PairState[]; label: string }[] = [
  { states: flipStates, label: 'Flips: lost and gained' },
  ...pairStates.map((state) => ({ states: [state], label: pairStateLabels[state].label })),
  { states: pairStates, label: 'All' },
];

function labelOf(states: readonly PairState[]): string {
  return listed(states.map((state) => pairStateLabels[state].label));
}

/** An address may name a category that these runs have not. */
function withNamed(categories: string[], named: string): string[] {
  return named === '' || categories.includes(named) ? categories : [...categories, named];
}
