import { Link } from '@remix-run/react';
import type { BlindVoteSummary } from '../../../contract/blindVotes.ts';
import { type RunComparison, verdictLabels } from '../../../contract/runComparison.ts';
import { isRunOver, runTitle } from '../../../contract/runs.ts';
import { verdictParts } from '../../../contract/verdictSentence.ts';
import type { Run, SessionMetrics } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { StartVoteForm } from '../vote/StartVoteForm.tsx';
import { BlindVotes } from './BlindVotes.tsx';
import { CategoryDumbbells } from './CategoryDumbbells.tsx';
import { ComparisonDownloads } from './ComparisonDownloads.tsx';
import { DeltaTable } from './DeltaTable.tsx';
import { DoubtLists } from './DoubtLists.tsx';
import { LeftOutPairs } from './LeftOutPairs.tsx';
import { PairCountsTable } from './PairCountsTable.tsx';
import { PairList, type ShownPairs } from './PairList.tsx';
import { VerdictFigures } from './VerdictFigures.tsx';
import { VerdictSentence } from './VerdictSentence.tsx';
import { type VerdictQuery, verdictSearch } from './verdictQuery.ts';
import { rightCounts } from './verdictText.ts';

export interface ShownVerdict {
  comparison: RunComparison;
  runs: { candidate: Run; baseline: Run };
  query: VerdictQuery;
  /** What was typed as a margin and is none. */
  wrongMargin: string | null;
  /** Of the whole runs; null until both have ended. */
  metrics: { candidate: SessionMetrics; baseline: SessionMetrics } | null;
  /** Null likewise. */
  pairs: ShownPairs | null;
  /** None until both have ended. */
  votes: BlindVoteSummary[];
  /** Why what was sent from this page was refused. */
  problem: string | null;
}

/** Two runs held against each other: the verdict in words, then what it follows from, then the pairs themselves. */
export function VerdictView({ comparison, runs, query, ...shown }: ShownVerdict) {
  const { verdict, final } = comparison;
  const { candidate, baseline } = comparison;
  const title =
    candidate.model === baseline.model ? (
      'Is the candidate better than the baseline?'
    ) : (
      <>
        Is <bdi>{candidate.model}</bdi> better than <bdi>{baseline.model}</bdi>?
      </>
    );
  return (
    <>
      <StepHeading step="batch" title={title}>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.9375rem]">
          {final && (
            <Badge tone={verdictLabels[verdict].tone}>{verdictLabels[verdict].label}</Badge>
          )}
          <span className="wrap-anywhere">{runTitles(runs)}</span>
          <RunLink name="Candidate" run={runs.candidate} />
          <RunLink name="Baseline" run={runs.baseline} />
          <Link to={verdictSearch(swapped(query))} className="link">
            Swap sides
          </Link>
        </p>
      </StepHeading>
      <div className="space-y-10">
        <VerdictSentence parts={verdictParts(comparison)} query={final ? query : null} />
        {final ? (
          <Judged comparison={comparison} runs={runs} query={query} {...shown} />
        ) : (
          <Counted comparison={comparison} runs={runs} />
        )}
      </div>
    </>
  );
}

function Judged({
  comparison,
  runs,
  query,
  wrongMargin,
  metrics,
  pairs,
  votes,
  problem,
}: ShownVerdict) {
  const { n, ungraded, categories } = comparison;
  const isUngraded = n === 0 && ungraded > 0;
  const sides = {
    candidate: { model: comparison.candidate.model, samples: runs.candidate.config.samples },
    baseline: { model: comparison.baseline.model, samples: runs.baseline.config.samples },
  };
  return (
    <>
      {problem && <Notice tone="bad" title={problem} />}
      {n > 0 && <VerdictFigures comparison={comparison} query={query} wrongMargin={wrongMargin} />}
      {isUngraded && <BlindVoteInstead query={query} />}
      <DoubtLists doubts={comparison.doubts} />
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
        {n > 0 && (
          <Section title="Right and wrong" aside={plural(n, 'pair')}>
            <PairCountsTable counts={comparison} query={query} />
            {!rightCounts(comparison) && (
              <p className="mt-3 max-w-prose text-sm text-muted">
                By means: the larger one decides between lost and gained, also where both are right
                more often than not.
              </p>
            )}
          </Section>
        )}
        <Section title="Left out">
          <LeftOutPairs counts={comparison} query={query} />
        </Section>
      </div>
      {categories.length > 0 && (
        <Section title="Categories">
          <CategoryDumbbells categories={categories} query={query} />
        </Section>
      )}
      {metrics && (
        <Section title="Figures">
          <DeltaTable comparison={comparison} metrics={metrics} />
        </Section>
      )}
      {pairs && (
        <PairList
          shown={pairs}
          query={query}
          categories={categories.map(({ category }) => category)}
          sides={sides}
        />
      )}
      <BlindVotes
        votes={votes}
        isOffered={!isUngraded}
        runs={{ candidate: query.candidate, baseline: query.baseline }}
      />
      <ComparisonDownloads query={query} />
    </>
  );
}

/** While a run goes on there are counts, and nothing that follows from them: who looks early finds what is not there. */
function Counted({ comparison, runs }: Pick<ShownVerdict, 'comparison' | 'runs'>) {
  const running = [runs.candidate, runs.baseline].filter((run) => !isRunOver(run));
  return (
    <>
      <Notice title="No verdict before both runs have ended" isLive={false}>
        <p>
          Counts so far are below. A verdict that is read while they grow would find differences
          that are not there.
        </p>
        <ul className="mt-2">
          {running.map((run) => (
            <li key={run.id}>
              <Link to={progressPath(run)} className="link">
                {run.modelName ?? runTitle(run)}
              </Link>
              : <span className="figures">{run.completedPrompts + run.failedPrompts}</span> of{' '}
              <span className="figures">{run.totalPrompts}</span> prompts finished
            </li>
          ))}
        </ul>
      </Notice>
      <Section title="Right and wrong" aside={`${plural(comparison.n, 'pair')} so far`}>
        <PairCountsTable counts={comparison} query={null} />
      </Section>
    </>
  );
}

function BlindVoteInstead({ query: { candidate, baseline } }: { query: VerdictQuery }) {
  return (
    <Notice title="Nothing here can be graded by a rule" isLive={false}>
      <p>
        These prompts have no expected answer, as prose has none. In a blind vote you say which of
        two answers is better, without knowing whose they are.
      </p>
      <div className="mt-3">
        <StartVoteForm candidate={candidate} baseline={baseline} variant="primary" />
      </div>
    </Notice>
  );
}

function RunLink({ name, run }: { name: string; run: Run }) {
  return (
    <span>
      {name}:{' '}
      <Link to={`${steps.batch.path}?run=${run.id}`} className="link wrap-anywhere">
        <bdi>{run.modelName ?? 'its run'}</bdi>
      </Link>
    </span>
  );
}

/** Where a run is followed: with those that were started with it. */
function progressPath({ id, comparisonId }: Run): string {
  return `${steps.batch.path}?${comparisonId ? `comparison=${comparisonId}` : `run=${id}`}`;
}

function runTitles({ candidate, baseline }: ShownVerdict['runs']): string {
  return runTitle(candidate) === runTitle(baseline)
    ? runTitle(candidate)
    : `${runTitle(candidate)} and ${runTitle(baseline)}`;
}

function swapped(query: VerdictQuery): VerdictQuery {
  return { ...query, candidate: query.baseline, baseline: query.candidate };
}
