import { Form, useRouteError } from '@remix-run/react';
import type { ReactNode } from 'react';
import { steps } from '../lib/steps.ts';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { type RefusalText, refusalText } from './refusalTexts.ts';
import { STEP_HEADING_ID } from './StepHeading.tsx';
import { TriesAgain } from './TriesAgain.tsx';

/** What a step shows when it cannot show itself; the header and the steps stay. */
export function StepErrorBoundary() {
  const refusal = refusalText(useRouteError());
  return refusal ? <RefusedStep {...refusal} /> : <BrokenStep />;
}

function RefusedStep({ kind, title, message, retryAfterSeconds }: RefusalText) {
  return (
    <StepError title={title}>
      <p>{isRunLink(kind) ? RUN_NOT_FOUND : message}</p>
      {kind === 'unavailable' && retryAfterSeconds !== undefined ? (
        <TriesAgain afterSeconds={retryAfterSeconds} />
      ) : (
        <WayOut kind={kind} />
      )}
    </StepError>
  );
}

const RUN_NOT_FOUND = 'It may belong to a session that has ended, or the link may be incomplete.';

const runLinks: RefusalText['kind'][] = [
  'run_not_found',
  'comparison_not_found',
  'suite_not_found',
  'blind_vote_not_found',
];

/** Whether the address named something among the runs that is not there. */
function isRunLink(kind: RefusalText['kind']): boolean {
  return runLinks.includes(kind);
}

function WayOut({ kind }: Pick<RefusalText, 'kind'>) {
  if (kind === 'session_expired' || kind === 'session_not_found') {
    return (
      <Form method="post" action={`${steps.welcome.path}?index`} className="mt-6">
        <Button variant="primary" name="intent" value="start-over">
          Start over
        </Button>
      </Form>
    );
  }
  if (isRunLink(kind)) {
    return (
      <ButtonLink to={steps.batch.path} variant="primary" className="mt-6">
        Go to runs
      </ButtonLink>
    );
  }
  return (
    <ButtonLink to="." variant="primary" className="mt-6" reloadDocument>
      Go back
    </ButtonLink>
  );
}

function BrokenStep() {
  return (
    <StepError title="Something went wrong on our side">
      <p>Your session and its results are still there. Reload this page to try again.</p>
      <ButtonLink to="." variant="primary" className="mt-6" reloadDocument>
        Reload this page
      </ButtonLink>
    </StepError>
  );
}

function StepError({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="py-6 sm:py-10">
      <h1
        id={STEP_HEADING_ID}
        tabIndex={-1}
        className="text-[1.75rem] leading-tight font-semibold tracking-tight sm:text-4xl"
      >
        {title}
      </h1>
      <div className="mt-4 max-w-prose text-muted">{children}</div>
    </div>
  );
}
