import { isWorkedOn, runWallMs } from '../../../contract/runs.ts';
import type { Run, RunResult } from '../../lib/api.ts';
import { formatElapsed } from '../../lib/format.ts';
import { LazyPart } from '../../lib/LazyPart.tsx';
import { useElapsed } from '../../lib/useElapsed.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ChatDrawer } from '../chat/ChatDrawer.tsx';
import type { RefusedGrading } from './grades/RegradeForm.tsx';
import { RunHeading } from './RunHeading.tsx';
import { RunTabs } from './RunTabs.tsx';
import type { ResultQuery } from './resultQuery.ts';
import { SkipToResults } from './results/ResultsLayout.tsx';
import { ResultsTab } from './results/ResultsTab.tsx';
import type { ShownResults } from './results/shownResults.ts';
import { progressAnnouncement } from './runLabels.ts';
import type { RunTab } from './runTabs.ts';
import type { ShownSettings } from './settings/SettingsTab.tsx';
import type { ShownSpeed } from './speed/SpeedTab.tsx';
import type { RefusedTargets } from './speed/targetsForm.ts';
import { comparePathOf } from './summary/comparePath.ts';
import { RunSummary, type Summary } from './summary/RunSummary.tsx';
import { liveProgress, liveRun, settingsTab, speedTab } from './tabParts.ts';
import { useRunProgress } from './useRunProgress.ts';

export interface ShownRun {
  run: Run;
  query: ResultQuery;
  tab: RunTab;
  /** How it asked. */
  settingsInShort: string;
  /** All results so far; none once the run is over. */
  live: RunResult[];
  /** There once the run is over; of what follows, what its tab shows. */
  summary: Summary | null;
  results: ShownResults | null;
  speed: ShownSpeed | null;
  settings: ShownSettings | null;
  /** Other runs that it can be held against. */
  comparable: Run[];
  /** Targets that were entered and not accepted. */
  refusedTargets: RefusedTargets | null;
  /** A grader that was entered and not accepted. */
  refusedGrading: RefusedGrading | null;
}

/** A run: its progress while it lasts; what came of it afterwards, and behind tabs all that this follows from. */
export function RunView({ summary, results, speed, settings, tab, query, ...shown }: ShownRun) {
  const { progress, isConnectionLost } = useRunProgress({ run: shown.run, results: shown.live });
  const { run } = progress;
  const elapsed = useElapsed(runWallMs(run), isWorkedOn(run));
  return (
    <>
      {tab === 'results' && <SkipToResults />}
      <div className="space-y-5">
        <RunHeading
          // Renamed while it goes on, it is loaded anew before an event tells of it.
          run={{ ...run, name: shown.run.name }}
          settings={shown.settingsInShort}
          comparePath={comparePathOf(run, summary?.verdict ?? null, shown.comparable)}
        />
        <p role="status" className="sr-only">
          {progressAnnouncement(progress)}
        </p>
        {isConnectionLost && (
          <Notice tone="warn" title="The server cannot be reached">
            The run goes on. This page catches up by itself once the connection is back.
          </Notice>
        )}
        {summary ? (
          <RunSummary run={run} summary={summary} comparable={shown.comparable} />
        ) : (
          <LazyPart
            component={liveProgress}
            props={{ progress, elapsed: formatElapsed(elapsed) }}
          />
        )}
        <div className="flex flex-wrap-reverse items-end justify-between gap-x-6 border-b border-rule">
          <RunTabs run={run.id} current={tab} hasSettings={summary !== null} />
          {summary && <ChatDrawer />}
        </div>
        {summary && results && (
          <ResultsTab
            run={run}
            accuracy={summary.accuracy}
            outcomes={summary.outcomes}
            results={results}
          />
        )}
        {speed && (
          <LazyPart
            component={speedTab}
            props={{ ...speed, run, refusedTargets: shown.refusedTargets }}
          />
        )}
        {settings && (
          <LazyPart
            component={settingsTab}
            props={{ ...settings, run, refusedGrading: shown.refusedGrading }}
          />
        )}
        {!summary && (
          <LazyPart
            component={liveRun}
            props={{ progress, query, tab: tab === 'settings' ? 'results' : tab }}
          />
        )}
      </div>
    </>
  );
}
