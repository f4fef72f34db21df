import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';

/** A figure that the model quotes, marked as right or wrong by sign, line and words. */
export function CheckedMetric({
  isRight,
  explanation,
  children,
}: {
  isRight: boolean;
  /** What the database says of it. */
  explanation: string;
  children: ReactNode;
}) {
  const Icon = isRight ? Check : X;
  return (
    <mark
      title={explanation}
      className={
        'rounded-sm bg-transparent text-inherit underline decoration-2 underline-offset-4 ' +
        (isRight ? 'decoration-good' : 'decoration-bad decoration-wavy')
      }
    >
      {children}
      <Icon
        aria-hidden
        className={`ml-0.5 inline size-3.5 align-[-0.1em] ${isRight ? 'text-good' : 'text-bad'}`}
      />
      <span className="sr-only"> ({explanation})</span>
    </mark>
  );
}
