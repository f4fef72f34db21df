import { Link } from '@remix-run/react';
import { Printer } from 'lucide-react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import { runDoubt } from '../../../contract/runDoubt.ts';
import { settingsInShort } from '../../../contract/runSettings.ts';
import { runState, runTitle } from '../../../contract/runs.ts';
import { formatCount, formatMs, formatPercent, plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Metric } from '../../ui/Metric.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { formatInterval } from '../run/grades/formatInterval.ts';
import type { Report } from './loadReport.server.ts';
import { ReportedAnswers } from './ReportedAnswers.tsx';

/** A run on paper: what it was, how it did, and every answer. */
export function ReportView({ run, metrics, accuracy, outcomes, answers }: Report) {
  const state = runState(run);
  const doubt = runDoubt({ ...run, maxTokens: run.config.maxTokens, accuracy, outcomes });
  const failures = outcomes.filter(({ outcome }) => outcome !== 'answered');
  return (
    <article>
      <header className="mb-8">
        <div className="mb-6 flex flex-wrap items-center gap-4 print:hidden">
          <PrintButton />
          <Link to={`${steps.batch.path}?run=${run.id}`} className="link">
            Back to the results
          </Link>
        </div>
        <h1 className="text-3xl font-semibold tracking-tight wrap-anywhere">
          <bdi>{runTitle(run)}</bdi>
        </h1>
        <p className="mt-2 text-muted">
          <bdi className="text-ink wrap-anywhere">{run.modelName}</bdi> ·{' '}
          <Time at={run.startedAt} withDate /> · {settingsInShort(run.config)}
        </p>
        <p className="mt-2">
          <Badge tone={state.tone}>{state.label}</Badge>
        </p>
      </header>
      <div className="space-y-8">
        <section aria-label="Summary">
          {accuracy.accuracy !== null && (
            <p className="text-2xl">
              <strong className="font-semibold">{formatPercent(accuracy.accuracy)} correct</strong>{' '}
              ({formatCount(accuracy.correct)} of {formatCount(accuracy.graded)}; 95 % interval{' '}
              {formatInterval(accuracy)})
            </p>
          )}
          {doubt && <p className="mt-2">{doubt.text}</p>}
          <dl className="mt-5 grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
            <Metric name="Answered" value={formatCount(metrics.completedPrompts)}>
              of {formatCount(metrics.totalPrompts)}
            </Metric>
            <Metric name={`${metricLabels.latency} p50`} value={known(metrics.p50LatencyMs)}>
              {metrics.p95LatencyMs !== null && `p95 ${formatMs(metrics.p95LatencyMs)}`}
            </Metric>
            <Metric name="TTFT p50" value={known(metrics.p50TtftMs)}>
              time to first token
            </Metric>
            <Metric
              name={metricLabels.outputTokens}
              value={
                metrics.totalOutputTokens === null ? null : formatCount(metrics.totalOutputTokens)
              }
            >
              {metrics.totalInputTokens !== null &&
                `${formatCount(metrics.totalInputTokens)} input tokens`}
            </Metric>
          </dl>
        </section>
        {accuracy.categories.length > 0 && (
          <Section title="By category">
            <ReportTable
              head={['Category', 'Correct', 'Accuracy', '95 % interval']}
              rows={accuracy.categories.map((part) => [
                part.name,
                `${formatCount(part.correct)} of ${formatCount(part.graded)}`,
                part.accuracy === null ? 'unknown' : formatPercent(part.accuracy),
                formatInterval(part) ?? 'unknown',
              ])}
            />
          </Section>
        )}
        {failures.length > 0 && (
          <Section title="Not answered as asked">
            <ReportTable
              head={['Outcome', run.config.samples > 1 ? 'Samples' : 'Prompts', 'What it means']}
              rows={failures.map(({ outcome, count }) => [
                outcomeDefinitions[outcome].label,
                formatCount(count),
                outcomeDefinitions[outcome].meaning,
              ])}
            />
          </Section>
        )}
        <Section title="Answers" aside={plural(answers.length, 'result')}>
          <ReportedAnswers answers={answers} samples={run.config.samples} />
        </Section>
      </div>
    </article>
  );
}

const known = (ms: number | null) => (ms === null ? null : formatMs(ms));

function PrintButton() {
  if (!useHydrated()) return <p className="text-muted">Print this page, or save it as a PDF.</p>;
  return (
    <Button type="button" variant="primary" onClick={() => window.print()}>
      <Printer aria-hidden className="size-4" />
      Print, or save as PDF
    </Button>
  );
}

function ReportTable({ head, rows }: { head: string[]; rows: string[][] }) {
  return (
    <table className="w-full border-collapse text-[0.9375rem]">
      <thead>
        <tr className="border-b border-edge text-left text-sm text-muted">
          {head.map((name) => (
            <th key={name} scope="col" className="py-1.5 pr-4 font-medium">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells]) => (
          <tr key={name} className="border-b border-rule align-top">
            <th scope="row" className="py-1.5 pr-4 text-left font-normal wrap-anywhere">
              <bdi>{name}</bdi>
            </th>
            {cells.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns stay in their order
              <td key={index} className="py-1.5 pr-4">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
