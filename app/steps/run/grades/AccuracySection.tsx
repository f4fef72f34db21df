import { MIN_GRADED_PROMPTS } from '../../../../contract/metrics.ts';
import type { Accuracy, AccuracyReport } from '../../../lib/api.ts';
import { formatCount, formatPercent, plural } from '../../../lib/format.ts';
import { Metric } from '../../../ui/Metric.tsx';
import { Section } from '../../../ui/Section.tsx';
import { formatInterval } from './formatInterval.ts';
import { type RefusedGrading, RegradeForm } from './RegradeForm.tsx';

/** How many answers were right, in all and by category, and what such a number can show. */
export function AccuracySection({
  testRunId,
  report,
  categories,
  refused,
}: {
  testRunId: string;
  report: AccuracyReport;
  categories: string[];
  refused: RefusedGrading | null;
}) {
  const { graded, leftOut, prompts, overruled, samples, passHatK, passAtK } = report;
  return (
    <Section title="Accuracy" aside="95 % intervals">
      {graded === 0 && leftOut === 0 ? (
        <p className="text-muted">
          Nothing was graded: the prompts have no expected answer and no grader. Grade the answers
          by a grader below, or mark them yourself.
        </p>
      ) : (
        <>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-4">
            <Metric
              name="Correct"
              value={report.accuracy === null ? null : formatPercent(report.accuracy)}
            >
              {formatCount(report.correct)} of {formatCount(graded)} graded
            </Metric>
            <Metric name="95 % interval" value={formatInterval(report)}>
              {samples > 1 ? 'Wilson, each prompt counted once' : 'Wilson'}
            </Metric>
            <Metric name="Left out" value={formatCount(leftOut)}>
              {leftOut === 0 ? 'every result was graded' : 'the call failed, so nothing to grade'}
            </Metric>
            {overruled > 0 && (
              <Metric name="Graded by you" value={formatCount(overruled)}>
                counted in place of the grader
              </Metric>
            )}
            {passHatK !== null && (
              <Metric name={`pass^${samples}`} value={formatPercent(passHatK)}>
                right every time it was asked
              </Metric>
            )}
            {passAtK !== null && (
              <Metric name={`pass@${samples}`} value={formatPercent(passAtK)}>
                right at least once
              </Metric>
            )}
          </dl>
          {prompts > 0 && prompts < MIN_GRADED_PROMPTS && (
            <p className="mt-4 max-w-3xl text-warn">
              {plural(prompts, 'graded prompt')} can show a collapse, not a small difference: the
              true share may lie anywhere from {formatInterval(report)}. Use {MIN_GRADED_PROMPTS} or
              more to compare models.
            </p>
          )}
          <Parts title="By category" parts={report.categories} />
          <Parts title="By split" parts={report.splits} />
        </>
      )}
      <RegradeForm testRunId={testRunId} categories={categories} refused={refused} />
    </Section>
  );
}

function Parts({ title, parts }: { title: string; parts: ({ name: string } & Accuracy)[] }) {
  if (parts.length === 0) return null;
  return (
    <div className="mt-6 overflow-x-auto">
      <table className="w-full max-w-3xl border-collapse text-[0.9375rem]">
        <caption className="pb-1 text-left text-sm font-medium text-muted">{title}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Accuracy</th>
            <th scope="col">Correct of graded</th>
            <th scope="col">95 % interval</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.name} className="border-t border-rule">
              <th scope="row" className="py-2 pr-3 text-left font-normal wrap-anywhere">
                {part.name}
              </th>
              <td className="figures py-2 pr-3 text-right">
                {part.accuracy === null ? 'unknown' : formatPercent(part.accuracy)}
              </td>
              <td className="figures py-2 pr-3 text-right text-muted">
                {part.correct} of {part.graded}
                {part.leftOut > 0 && `, ${part.leftOut} left out`}
              </td>
              <td className="figures py-2 text-right whitespace-nowrap text-muted">
                {formatInterval(part)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
