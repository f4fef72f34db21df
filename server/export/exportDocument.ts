import { displayName } from '../../contract/displayName.ts';
import type { ExportFormatName } from '../../contract/exportFormats.ts';
import type { Db } from '../../db/engine/index.ts';
import { type AdapterCheck, listAdapterChecks } from '../adapterCheck/index.ts';
import { messagesAfter } from '../chat/index.ts';
import { sentParameters } from '../endpoint/index.ts';
import {
  getSessionMetrics,
  getSloReport,
  type RunResult,
  resultsByPrompt,
} from '../results/index.ts';
import { endpointOfRun, findRun, listComparisons, listRuns, type Run } from '../runs/index.ts';
import type { Session } from '../sessions/index.ts';
import { endedVotes } from './endedVotes.ts';
import { csvFormat } from './formats/csvFormat.ts';
import type { ExportedRun, ExportFormat, ExportHead } from './formats/exportFormat.ts';
import { jsonFormat } from './formats/jsonFormat.ts';
import { inChunks } from './inChunks.ts';

const formats: Record<ExportFormatName, ExportFormat> = { csv: csvFormat, json: jsonFormat };

const ROWS_PER_READ = 500;
const MESSAGES_PER_READ = 50;

export interface ExportDocument {
  filename: string;
  contentType: string;
  /** The document in pieces of about 64 KB, read from the table as they are consumed. */
  chunks: AsyncIterable<string>;
}

/**
 * Exports a run, or all runs of the session, oldest first; and the chat, where the format includes it.
 * @throws DomainError `run_not_found`
 */
export async function exportDocument(
  db: Db,
  session: Session,
  options: { format: ExportFormatName; testRunId?: string },
): Promise<ExportDocument> {
  const { sessionHash } = session;
  const runs = options.testRunId
    ? [await findRun(db, sessionHash, options.testRunId)]
    : (await listRuns(db, sessionHash)).toSorted(byStart);
  const format = formats[options.format];
  const exportedAt = new Date();
  const comparisons = await listComparisons(db, sessionHash);
  const exported = await Promise.all(
    runs.map(async (run) => ({
      ...(await exportedRun(db, session, run)),
      comparison: comparisons.find(({ id }) => id === run.comparisonId) ?? null,
    })),
  );
  const models = modelsOf(session, runs);
  const [model = null] = models.length === 1 ? models : [];
  const head = {
    model,
    connection: session.connection,
    runs: exported,
    blindVotes: options.testRunId ? [] : await endedVotes(db, sessionHash, {}),
    adapterChecks: await checksOf(db, session, options.testRunId && runs[0]?.connectionId),
    metrics: model && (await getSessionMetrics(db, { sessionHash, testRunId: options.testRunId })),
    exportedAt,
  };

  async function* pieces(): AsyncGenerator<string> {
    yield format.header(head);
    let rowIndex = 0;
    for (const run of runs) {
      for await (const result of resultsOf(db, run)) yield format.row(result, rowIndex++);
    }
    if (format.chat) {
      yield format.chat.header();
      let messageIndex = 0;
      for await (const message of messagesOf(db, sessionHash)) {
        yield format.chat.row(message, messageIndex++);
      }
    }
    yield format.footer();
  }
  return {
    filename: `finetunelab-batch-test-${exportedAt.toISOString().slice(0, 10)}.${options.format}`,
    contentType: format.contentType,
    chunks: inChunks(pieces()),
  };
}

/** Oldest first; of those that were started together in the order of their models. */
function byStart(a: Run, b: Run): number {
  return +a.startedAt - +b.startedAt || (a.side ?? 0) - (b.side ?? 0);
}

async function exportedRun(
  db: Db,
  session: Session,
  run: Run,
): Promise<Omit<ExportedRun, 'comparison'>> {
  const { sessionHash, id: testRunId, sloTargets } = run;
  const [metrics, slo] = await Promise.all([
    getSessionMetrics(db, { sessionHash, testRunId }),
    sloTargets && getSloReport(db, { sessionHash, testRunId }, sloTargets),
  ]);
  const endpoint = await endpointOfRun(db, session, run);
  return { ...run, metrics, slo, parameters: sentParameters(endpoint, run.config) };
}

/** Those that came to an end, oldest first; of one connection only where one is given. */
async function checksOf(
  db: Db,
  { sessionHash }: Session,
  connectionId: string | null | undefined,
): Promise<AdapterCheck[]> {
  const ended = (await listAdapterChecks(db, sessionHash)).filter(
    ({ status }) => status === 'ended',
  );
  const isOfConnection = ({ candidateConnectionId, baselineConnectionId }: AdapterCheck) =>
    [candidateConnectionId, baselineConnectionId].includes(connectionId ?? '');
  return (connectionId ? ended.filter(isOfConnection) : ended).reverse();
}

/** The models of runs, each once; of none, the one that is connected. */
function modelsOf({ connection }: Session, runs: Run[]): NonNullable<ExportHead['model']>[] {
  if (runs.length === 0) return [{ name: displayName(connection), id: connection.modelId }];
  const models = runs.map(({ modelName, modelId }) => {
    const id = modelId ?? connection.modelId;
    return { name: modelName ?? id, id };
  });
  return [...new Map(models.map((model) => [model.id, model])).values()];
}

async function* resultsOf(db: Db, run: Run) {
  let last: RunResult | undefined;
  while (true) {
    const rows = await resultsByPrompt(db, run.id, last, ROWS_PER_READ);
    yield* rows;
    if (rows.length < ROWS_PER_READ) return;
    last = rows.at(-1);
  }
}

async function* messagesOf(db: Db, sessionHash: string) {
  let last = 0;
  while (true) {
    const rows = await messagesAfter(db, sessionHash, last, MESSAGES_PER_READ);
    yield* rows;
    if (rows.length < MESSAGES_PER_READ) return;
    last = rows.at(-1)?.seq ?? last;
  }
}
