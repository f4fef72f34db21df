import { Link } from '@remix-run/react';
import { Check } from 'lucide-react';
import { type Step, stepList } from '../lib/steps.ts';

/** Says where one is and leads back, or ahead as far as the session allows. */
export function Stepper({
  current,
  isModelConnected,
}: {
  current: Step;
  isModelConnected: boolean;
}) {
  return (
    <nav aria-label="Steps">
      <ol className="flex gap-1 sm:gap-2">
        {stepList.map((step) => (
          <li key={step.number} className="min-w-0 flex-1">
            <StepMark
              step={step}
              state={step === current ? 'current' : step.number < current.number ? 'done' : 'ahead'}
              isReachable={step.number <= 3 || isModelConnected}
            />
          </li>
        ))}
      </ol>
      <p className="mt-2 text-sm sm:hidden" aria-hidden>
        <span className="figures text-muted">
          {current.number}/{stepList.length}
        </span>{' '}
        <span className="font-medium">{current.label}</span>
      </p>
    </nav>
  );
}

const barColors = {
  done: 'border-accent',
  current: 'border-accent',
  ahead: 'border-rule',
} as const;

function StepMark({
  step,
  state,
  isReachable,
}: {
  step: Step;
  state: keyof typeof barColors;
  isReachable: boolean;
}) {
  const content = (
    <>
      <span className="figures inline-flex items-center gap-1 text-xs">
        {step.number}
        {state === 'done' && <Check aria-hidden className="size-3 text-accent" strokeWidth={3} />}
      </span>
      <span className="sr-only sm:not-sr-only sm:block sm:truncate">{step.label}</span>
      {state === 'done' && <span className="sr-only"> (done)</span>}
    </>
  );
  const className =
    `block border-t-2 pt-2 text-sm leading-snug min-h-11 ${barColors[state]} ` +
    (state === 'current' ? 'font-semibold text-ink' : 'text-muted');
  if (!isReachable) {
    return (
      <span className={className}>
        {content}
        <span className="sr-only"> (opens once a model is connected)</span>
      </span>
    );
  }
  return (
    <Link
      to={step.path}
      aria-current={state === 'current' ? 'step' : undefined}
      className={`${className} hover:text-ink`}
    >
      {content}
    </Link>
  );
}
