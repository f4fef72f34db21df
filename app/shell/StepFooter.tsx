import { ArrowRight } from 'lucide-react';
import { type StepName, steps } from '../lib/steps.ts';
import { ButtonLink } from '../ui/Button.tsx';

/** Leads on to the next step, and back. */
export function StepFooter({
  back,
  next,
  nextPath,
  primary = false,
}: {
  back: StepName;
  next?: StepName;
  /** Its address, where it is more than the step's own. */
  nextPath?: string;
  /** The next step is the thing to do now. */
  primary?: boolean;
}) {
  return (
    <div className="mt-12 flex flex-wrap items-center justify-between gap-3 border-t border-rule pt-5 print:hidden">
      <ButtonLink to={steps[back].path} variant="quiet" className="-ml-4">
        Back to {inSentence(steps[back].label)}
      </ButtonLink>
      {next && (
        <ButtonLink to={nextPath ?? steps[next].path} variant={primary ? 'primary' : 'secondary'}>
          Continue to {inSentence(steps[next].label)}
          <ArrowRight aria-hidden className="size-4" />
        </ButtonLink>
      )}
    </div>
  );
}

const inSentence = (label: string) => label.charAt(0).toLowerCase() + label.slice(1);
