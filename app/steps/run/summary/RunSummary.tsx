import { Form, Link } from '@remix-run/react';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { isSuccess } from '../../../../contract/outcomes.ts';
import type { RunDoubt } from '../../../../contract/runDoubt.ts';
import { countRemaining } from '../../../../contract/runs.ts';
import type { AccuracyReport, OutcomeCount, Run, SessionMetrics } from '../../../lib/api.ts';
import { LazyPart } from '../../../lib/LazyPart.tsx';
import { Button } from '../../../ui/Button.tsx';
import type { SummedVerdict } from '../../verdict/VerdictSummary.tsx';
import { refusedKey } from '../refusedKeyPart.ts';
import { AccuracyFigure } from './AccuracyFigure.tsx';
import { ComparedWith } from './ComparedWith.tsx';
import { SmallFigures } from './SmallFigures.tsx';

export interface Summary {
  metrics: SessionMetrics;
  accuracy: AccuracyReport;
  outcomes: OutcomeCount[];
  /** Of the pair that the run is one of; null where there is none. */
  verdict: SummedVerdict | null;
  /** What to know before its accuracy is relied on. */
  doubt: RunDoubt | null;
  /** Calls failed because of the key: with another one they can be made again. */
  isKeyRefused: boolean;
}

/** What came of a run, to decide from: how many answers were right, against whom, and what is to be doubted. */
export function RunSummary({
  run,
  summary: { metrics, accuracy, outcomes, verdict, doubt, isKeyRefused },
  comparable,
}: {
  run: Run;
  summary: Summary;
  /** Other runs that it can be held against. */
  comparable: Run[];
}) {
  const shownDoubt: RunDoubt | null = run.error ? { text: run.error, tone: 'bad' } : doubt;
  return (
    <section aria-label="Summary" className="rounded-lg border border-rule bg-surface">
      <div className="grid gap-x-8 gap-y-5 p-4 sm:p-5 md:grid-cols-2 xl:grid-cols-[minmax(0,4fr)_minmax(0,5fr)_minmax(0,4fr)]">
        <AccuracyFigure metrics={metrics} accuracy={accuracy} />
        <ComparedWith run={run} verdict={verdict} others={comparable} />
        <SmallFigures metrics={metrics} totalPrompts={run.totalPrompts} />
      </div>
      {shownDoubt && (
        <DoubtLine doubt={shownDoubt} run={run} outcomes={outcomes} isKeyRefused={isKeyRefused} />
      )}
    </section>
  );
}

const doubtStyles = {
  bad: { Icon: CircleAlert, color: 'text-bad' },
  warn: { Icon: TriangleAlert, color: 'text-warn' },
  neutral: { Icon: Info, color: 'text-muted' },
} as const;

/** What is to be doubted, with what can be done about it. */
function DoubtLine({
  doubt: { text, tone },
  run,
  outcomes,
  isKeyRefused,
}: {
  doubt: RunDoubt;
  run: Run;
  outcomes: OutcomeCount[];
  isKeyRefused: boolean;
}) {
  const { Icon, color } = doubtStyles[tone];
  const failed = outcomes.map(({ outcome }) => outcome).filter((outcome) => !isSuccess(outcome));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-rule px-4 py-2 sm:px-5">
      <p className={`flex min-w-0 items-baseline gap-2 text-[0.9375rem] ${color}`}>
        <Icon aria-hidden className="size-4 shrink-0 self-center" />
        <span className="wrap-anywhere">{text}</span>
      </p>
      {isKeyRefused && (
        <div className="w-full">
          <LazyPart component={refusedKey} props={{ connectionId: run.connectionId }} />
        </div>
      )}
      <span className="flex flex-wrap gap-2 sm:ml-auto">
        {countRemaining(run) > 0 && (
          <RunForm run={run}>
            <Button name="intent" value="resume" variant="primary">
              Resume
            </Button>
          </RunForm>
        )}
        {failed.length > 0 && (
          <RunForm run={run}>
            {failed.map((outcome) => (
              <input key={outcome} type="hidden" name="outcome" value={outcome} />
            ))}
            <Button name="intent" value="rerun">
              Run the failed ones again
            </Button>
          </RunForm>
        )}
        {outcomes.some(({ remedy }) => remedy) && (
          <Link to="#outcomes" className="link py-2.5 text-[0.9375rem]">
            What to do
          </Link>
        )}
      </span>
    </div>
  );
}

function RunForm({ run, children }: { run: Run; children: ReactNode }) {
  return (
    <Form method="post">
      <input type="hidden" name="testRunId" value={run.id} />
      {children}
    </Form>
  );
}
