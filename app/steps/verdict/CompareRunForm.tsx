import { Form } from '@remix-run/react';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import type { Run } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { comparePath } from './comparisonPath.ts';

/** Chooses the run of the same suite that a run is held against. */
export function CompareRunForm({ run, others }: { run: Run; others: Run[] }) {
  return (
    <Form
      id={CHOOSE_RUN_ID}
      method="get"
      action={comparePath}
      aria-label="Compare"
      className="flex flex-wrap items-end gap-3"
    >
      <input type="hidden" name="run" value={run.id} />
      <SelectField label="Compare with" name="with" className="min-w-0 flex-1 basis-48">
        {others.map((other) => (
          <option key={other.id} value={other.id}>
            {runText(other)}
          </option>
        ))}
      </SelectField>
      <Button>Compare</Button>
    </Form>
  );
}

/** The element of the form. */
export const CHOOSE_RUN_ID = 'compare-with';

function runText({ name, modelName, role, startedAt, suiteName }: Run): string {
  const roleText = role ? ` (${connectionRoleLabels[role].toLowerCase()})` : '';
  // An option holds text only, and the reader's own time zone is not known to the server.
  const time = startedAt.toISOString().slice(11, 19);
  const nameText = name === null ? '' : `${isolated(name)}: `;
  return `${nameText}${isolated(modelName ?? suiteName)}${roleText}, ${time} UTC`;
}

/** What `<bdi>` does, which an option cannot hold: a name from right to left leaves the text behind it as it is. */
const isolated = (name: string) => `\u2068${name}\u2069`;
