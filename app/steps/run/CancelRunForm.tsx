import { Form } from '@remix-run/react';
import type { Run } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';

/** Stops a run, and those that were started with it. */
export function CancelRunForm({ run }: { run: Run }) {
  return (
    <Form method="post" replace preventScrollReset>
      <input type="hidden" name="testRunId" value={run.id} />
      <Button name="intent" value="cancel">
        {run.comparisonId ? 'Cancel the comparison' : 'Cancel the run'}
      </Button>
    </Form>
  );
}
