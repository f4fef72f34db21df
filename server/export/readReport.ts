import { DomainError } from '../../contract/domainError.ts';
import { DEFAULT_MARGIN } from '../../contract/runComparison.ts';
import type { Db } from '../../db/engine/index.ts';
import { type AlignedRunStore, compareRuns, findComparedRuns } from '../comparison/index.ts';
import { countOutcomes, getAccuracy } from '../results/index.ts';
import { pairsOf, readRunPrompts, runsOfComparison } from '../runs/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ExportedRun } from './formats/exportFormat.ts';
import type { Report, ReportedRun } from './formats/markdownReport.ts';

interface Services {
  db: Db;
  alignedRuns: AlignedRunStore;
}

/** What a report says of runs, and the verdicts of the comparisons that they belong to. */
export async function readReport(
  services: Services,
  session: Session,
  runs: ExportedRun[],
): Promise<Pick<Report, 'runs' | 'verdicts'>> {
  const comparisonIds = new Set(runs.flatMap(({ comparisonId }) => comparisonId ?? []));
  const [reported, verdicts] = await Promise.all([
    Promise.all(runs.map((run) => readRun(services.db, session, run))),
    Promise.all([...comparisonIds].map((id) => readVerdicts(services, session, id))),
  ]);
  return { runs: reported, verdicts: verdicts.flat() };
}

async function readRun(db: Db, { sessionHash }: Session, run: ExportedRun): Promise<ReportedRun> {
  const prompts = await readRunPrompts(db, run);
  const [accuracy, outcomes] = await Promise.all([
    getAccuracy(
      db,
      { sessionHash, testRunId: run.id },
      {
        samples: run.config.samples,
        splitOf: (promptIndex) => prompts[promptIndex]?.split,
      },
    ),
    countOutcomes(db, run),
  ]);
  return { ...run, accuracy, outcomes };
}

/** None where two runs have no prompt in common, as when one of them was never asked. */
async function readVerdicts(
  services: Services,
  session: Session,
  comparisonId: string,
): Promise<Report['verdicts']> {
  const { sessionHash } = session;
  const pairs = pairsOf(await runsOfComparison(services.db, sessionHash, comparisonId));
  const verdicts = await Promise.all(
    pairs.map(async ({ candidateRunId: candidate, baselineRunId: baseline }) => {
      const runs = await findComparedRuns(services.db, sessionHash, { candidate, baseline });
      return compareRuns(services, session, runs, DEFAULT_MARGIN).catch(noneInCommon);
    }),
  );
  return verdicts.filter((verdict) => verdict !== undefined);
}

function noneInCommon(error: unknown): undefined {
  if (error instanceof DomainError && error.kind === 'invalid_input') return undefined;
  throw error;
}
