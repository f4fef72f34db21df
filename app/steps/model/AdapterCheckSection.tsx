import { Form, useNavigation } from '@remix-run/react';
import {
  type AdapterCheckOutcome,
  adapterCheckDetails,
  adapterCheckTitles,
  MAX_ADAPTER_CHECK_CALLS,
} from '../../../contract/adapterCheck.ts';
import { displayName } from '../../../contract/displayName.ts';
import type { AdapterCheck } from '../../lib/api.ts';
import { ADAPTER_CHECK_ID } from '../../lib/modelStepLinks.ts';
import { useLookAgain } from '../../lib/useLookAgain.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Section } from '../../ui/Section.tsx';
import { AnswersSideBySide } from './AnswersSideBySide.tsx';
import { type CheckablePair, isRunning } from './checkablePairs.ts';

/** Whether each candidate answers otherwise than the baseline at all. */
export function AdapterCheckSection({ pairs }: { pairs: CheckablePair[] }) {
  useLookAgain(pairs.some(({ check }) => check !== null && isRunning(check)));
  return (
    <Section title="Is your adapter on?" id={ADAPTER_CHECK_ID} className="scroll-mt-4">
      <p className="max-w-prose text-muted">
        Some servers leave an adapter out without a word and answer with the base. Both models are
        asked ten open prompts, each twice, in at most {MAX_ADAPTER_CHECK_CALLS} calls; their
        answers tell whether they are the same model.
      </p>
      <div className="mt-6 space-y-10">
        {pairs.map((pair) => (
          <PairCheck
            key={pair.candidate.connectionId}
            pair={pair}
            title={pairs.length > 1 ? displayName(pair.candidate) : null}
          />
        ))}
      </div>
    </Section>
  );
}

function PairCheck({ pair, title }: { pair: CheckablePair; title: string | null }) {
  const { candidate, baseline, check } = pair;
  const { formData } = useNavigation();
  const pendingIntent = formData?.get('intent');
  const isStarting =
    pendingIntent === 'check-adapter' && formData?.get('candidate') === candidate.connectionId;
  const isTested = candidate.connectionTested && baseline.connectionTested;
  return (
    <div className="space-y-5">
      {title && <h3 className="font-semibold wrap-anywhere">{title}</h3>}
      {check && <CheckState check={check} />}
      {check && isRunning(check) ? (
        <Form method="post" preventScrollReset>
          <Button
            name="intent"
            value="stop-adapter-check"
            busy={pendingIntent === 'stop-adapter-check'}
          >
            Stop the check
          </Button>
        </Form>
      ) : isTested ? (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="candidate" value={candidate.connectionId} />
          <input type="hidden" name="baseline" value={baseline.connectionId} />
          <Button name="intent" value="check-adapter" busy={isStarting}>
            {check ? 'Check again' : 'Check the adapter'}
          </Button>
        </Form>
      ) : (
        <p className="text-[0.9375rem] text-muted">Both models have to be tested first.</p>
      )}
      {check && check.prompts.length > 0 && <AnswersSideBySide pair={pair} check={check} />}
    </div>
  );
}

function CheckState({ check }: { check: AdapterCheck }) {
  const { outcome, calls, remedies } = check;
  if (isRunning(check)) {
    return (
      <div className="max-w-xl space-y-2">
        <p className="figures text-sm text-muted">
          {calls} of at most {MAX_ADAPTER_CHECK_CALLS} calls
        </p>
        <ProgressBar
          label="Adapter check"
          unit="calls"
          total={MAX_ADAPTER_CHECK_CALLS}
          answered={calls}
          failed={0}
        />
      </div>
    );
  }
  if (outcome === null) {
    return (
      <Notice tone="warn" title="No result">
        {check.isAbandoned
          ? 'The process that made the check stopped. Check again: it then begins anew.'
          : adapterCheckDetails(check)}
      </Notice>
    );
  }
  return (
    <>
      <Notice tone={tones[outcome]} title={adapterCheckTitles[outcome]}>
        {adapterCheckDetails(check)}
      </Notice>
      {remedies.length > 0 && (
        <div className="max-w-prose">
          <p className="font-medium">What to try</p>
          <ul className="mt-2 list-disc space-y-2 pl-5 text-[0.9375rem] wrap-anywhere">
            {remedies.map((remedy) => (
              <li key={remedy}>{remedy}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

const tones = {
  identical: 'bad',
  different: 'good',
  cannot_tell: 'warn',
  failed: 'warn',
} as const satisfies Record<AdapterCheckOutcome, string>;
