import { Form } from '@remix-run/react';
import { RotateCcw } from 'lucide-react';
import { isSuccess } from '../../../contract/outcomes.ts';
import { countRemaining, isRunOver } from '../../../contract/runs.ts';
import type { OutcomeCount, Run } from '../../lib/api.ts';
import { steps } from '../../lib/steps.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';

/** What can be done with a run: cancel it while it lasts, go on with it or repeat it afterwards. */
export function RunActions({ run, outcomes }: { run: Run; outcomes: OutcomeCount[] }) {
  if (!isRunOver(run)) {
    return (
      <Form method="post" replace preventScrollReset>
        <input type="hidden" name="testRunId" value={run.id} />
        <Button name="intent" value="cancel">
          {run.comparisonId ? 'Cancel the comparison' : 'Cancel the run'}
        </Button>
      </Form>
    );
  }
  const failed = outcomes.map(({ outcome }) => outcome).filter((outcome) => !isSuccess(outcome));
  return (
    <div className="flex flex-wrap gap-3">
      {countRemaining(run) > 0 && (
        <Form method="post" replace preventScrollReset>
          <input type="hidden" name="testRunId" value={run.id} />
          <Button name="intent" value="resume" variant="primary">
            Resume
          </Button>
        </Form>
      )}
      {failed.length > 0 && (
        <Form method="post">
          <input type="hidden" name="testRunId" value={run.id} />
          {failed.map((outcome) => (
            <input key={outcome} type="hidden" name="outcome" value={outcome} />
          ))}
          <Button name="intent" value="rerun">
            Run the failed ones again
          </Button>
        </Form>
      )}
      <ButtonLink to={`${steps.batch.path}?new&again=${run.id}`}>
        <RotateCcw aria-hidden className="size-4" />
        Run again
      </ButtonLink>
      <ButtonLink to={`${steps.batch.path}?new`} variant="quiet">
        New run
      </ButtonLink>
    </div>
  );
}
