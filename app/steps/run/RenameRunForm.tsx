import { Form, useNavigation } from '@remix-run/react';
import { MAX_RUN_NAME_LENGTH } from '../../../contract/runs.ts';
import type { Run } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';

/** Names a run in its place. A run that was renamed is another one for it, so that it closes. */
export function RenameRunForm({ run }: { run: Run }) {
  const { formData } = useNavigation();
  return (
    <details key={run.name} className="text-sm open:basis-full print:hidden">
      <summary className="link w-fit cursor-pointer list-none">
        {run.name === null ? 'Name this run' : 'Rename'}
      </summary>
      <Form
        method="post"
        replace
        preventScrollReset
        className="mt-2 flex max-w-xl flex-wrap items-end gap-2 text-ink"
      >
        <input type="hidden" name="testRunId" value={run.id} />
        <TextField
          label="Name of this run"
          name="name"
          maxLength={MAX_RUN_NAME_LENGTH}
          autoComplete="off"
          defaultValue={run.name ?? ''}
          placeholder={run.suiteName}
          className="min-w-0 flex-1 basis-56"
        />
        <Button name="intent" value="rename" busy={formData?.get('intent') === 'rename'}>
          Save the name
        </Button>
      </Form>
    </details>
  );
}
