import type { ReactNode } from 'react';
import { type StepName, stepList, steps } from '../lib/steps.ts';

export const STEP_HEADING_ID = 'step-heading';

/** A step's title and its one or two introducing sentences. Focus comes here after a step change. */
export function StepHeading({
  step,
  title,
  children,
}: {
  step: StepName;
  title: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="mb-8 sm:mb-10">
      <p className="figures mb-2 hidden text-sm text-muted sm:block print:hidden">
        Step {steps[step].number} of {stepList.length}
      </p>
      <h1
        id={STEP_HEADING_ID}
        tabIndex={-1}
        className="text-[1.75rem] leading-tight font-semibold tracking-tight wrap-anywhere sm:text-4xl"
      >
        {title}
      </h1>
      {children && <div className="mt-3 max-w-[62ch] text-[1.0625rem] text-muted">{children}</div>}
    </header>
  );
}
