import { Form, useRouteError } from '@remix-run/react';
import type { ReactNode } from 'react';
import { stepRefusalOf } from '../lib/stepRefusal.ts';
import { steps } from '../lib/steps.ts';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { STEP_HEADING_ID } from './StepHeading.tsx';

/** What a step shows when it cannot show itself; the header and the steps stay. */
export function StepErrorBoundary() {
  const refusal = stepRefusalOf(useRouteError());
  if (refusal?.kind === 'session_expired') return <SessionEndedError message={refusal.message} />;
  if (refusal?.kind === 'run_not_found') {
    return (
      <StepError title="There is no such run in this session">
        <p>It may belong to a session that has ended, or the link may be incomplete.</p>
        <ButtonLink to={steps.batch.path} variant="primary" className="mt-6">
          Go to runs
        </ButtonLink>
      </StepError>
    );
  }
  if (refusal?.kind === 'rate_limited') {
    return (
      <StepError title="Too many requests">
        <p>{refusal.message}</p>
        <ButtonLink to="." variant="primary" className="mt-6" reloadDocument>
          Go back
        </ButtonLink>
      </StepError>
    );
  }
  return (
    <StepError title="Something went wrong on our side">
      <p>Your session and its results are still there. Reload this page to try again.</p>
      <ButtonLink to="." variant="primary" className="mt-6" reloadDocument>
        Reload this page
      </ButtonLink>
    </StepError>
  );
}

function SessionEndedError({ message }: { message: string }) {
  return (
    <StepError title="This session has ended">
      <p>{message}</p>
      <Form method="post" action={`${steps.welcome.path}?index`} className="mt-6">
        <Button variant="primary" name="intent" value="start-over">
          Start over
        </Button>
      </Form>
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
