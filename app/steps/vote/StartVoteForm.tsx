import { Form } from '@remix-run/react';
import { steps } from '../../lib/steps.ts';
import { Button } from '../../ui/Button.tsx';

/**
 * Starts a blind vote on the answers of two runs, or leads to the one that goes on. Its page is loaded anew, so that
 * nothing is left in the document of a page that names the models.
 */
export function StartVoteForm({
  candidate,
  baseline,
  variant,
}: {
  /** Ids of the runs. */
  candidate: string;
  baseline: string;
  variant?: 'primary';
}) {
  return (
    <Form method="post" action={`${steps.batch.path}/vote/new`} reloadDocument>
      <input type="hidden" name="candidate" value={candidate} />
      <input type="hidden" name="baseline" value={baseline} />
      <Button variant={variant}>Vote blind</Button>
    </Form>
  );
}
