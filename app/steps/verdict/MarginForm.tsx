import { Form } from '@remix-run/react';
import { MAX_MARGIN } from '../../../contract/runComparison.ts';
import { nonInferiorityNote } from '../../../contract/verdictSentence.ts';
import { useAddressValue } from '../../lib/useAddressValue.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { isFlips, statesText, type VerdictQuery } from './verdictQuery.ts';

/** Asks for the difference that a person cares about. A plain form: the address has the margin. */
export function MarginForm({ query, wrong }: { query: VerdictQuery; wrong: string | null }) {
  const margin = wrong ?? String(query.margin);
  const field = useAddressValue<HTMLInputElement>(margin);
  return (
    <Form
      method="get"
      replace
      preventScrollReset
      noValidate
      aria-label="Change the margin"
      className="space-y-3"
    >
      <input type="hidden" name="candidate" value={query.candidate} />
      <input type="hidden" name="baseline" value={query.baseline} />
      {!isFlips(query.show) && <input type="hidden" name="show" value={statesText(query.show)} />}
      {query.category !== '' && <input type="hidden" name="category" value={query.category} />}
      <div className="flex items-start gap-3">
        <TextField
          inputRef={field}
          label="Margin"
          name="margin"
          unit="points"
          inputMode="decimal"
          defaultValue={margin}
          error={
            wrong === null
              ? undefined
              : `Margin must be a number above 0 and at most ${MAX_MARGIN}. This page goes by ${query.margin}.`
          }
          className="w-40"
        />
        <Button className="mt-[1.875rem]">Apply</Button>
      </div>
      <p className="max-w-prose text-sm text-muted">
        The difference that you care about: equivalent and no worse go by it. {nonInferiorityNote}
      </p>
    </Form>
  );
}
