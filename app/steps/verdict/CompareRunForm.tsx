import { Form } from '@remix-run/react';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import type { Run } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Section } from '../../ui/Section.tsx';
import { comparePath } from './verdictQuery.ts';

/** Holds a run against another one of the same suite; nothing where there is none. */
export function CompareRunForm({ run, others }: { run: Run; others: Run[] }) {
  if (others.length === 0) return null;
  return (
    <Section title="Compare">
      <Form
        method="get"
        action={comparePath}
        aria-label="Compare"
        className="flex flex-wrap items-end gap-3"
      >
        <input type="hidden" name="run" value={run.id} />
        <SelectField label="With the run" name="with" className="min-w-0 max-w-full">
          {others.map((other) => (
            <option key={other.id} value={other.id}>
              {runText(other)}
            </option>
          ))}
        </SelectField>
        <Button>Compare</Button>
      </Form>
    </Section>
  );
}

function runText({ modelName, role, startedAt, suiteName }: Run): string {
  const roleText = role ? ` (${connectionRoleLabels[role].toLowerCase()})` : '';
  // An option holds text only, and the reader's own time zone is not known to the server.
  const time = startedAt.toISOString().slice(11, 19);
  return `${modelName ?? suiteName}${roleText}, ${time} UTC`;
}
