import { displayName } from '../../contract/displayName.ts';
import type { ExportFormatName } from '../../contract/exportFormats.ts';
import type { Copies, Db } from '../../db/engine/index.ts';
import { type AdapterCheck, listAdapterChecks } from '../adapterCheck/index.ts';
import { messagesAfter } from '../chat/index.ts';
import type { AlignedRunStore } from '../comparison/index.ts';
import { sentParameters } from '../endpoint/index.ts';
import { getSessionMetrics, getSloReport } from '../results/index.ts';
import { endpointOfRun, findRun, listComparisons, listRuns, type Run } from '../runs/index.ts';
import type { Session } from '../sessions/index.ts';
import { type DocumentChunks, documentChunks } from './documentChunks.ts';
import { endedVotes } from './endedVotes.ts';
import { exportedRows } from './exportedRows.ts';
import { csvFormat } from './formats/csvFormat.ts';
import type { ExportedRun, ExportFormat, ExportHead, RowFormat } from './formats/exportFormat.ts';
import { jsonFormat } from './formats/jsonFormat.ts';
import { jsonlFormat } from './formats/jsonlFormat.ts';
import { markdownReport } from './formats/markdownReport.ts';
import { readReport } from './readReport.ts';

/** Those with a row for each result. */
const formats: Record<Exclude<ExportFormatName, 'md'>, ExportFormat> = {
  csv: csvFormat,
  json: jsonFormat,
  jsonl: jsonlFormat,
};

const MESSAGES_PER_READ = 50;

interface Services {
  db: Db;
  copies: Copies;
  alignedRuns: AlignedRunStore;
}

export interface ExportDocument {
  filename: string;
  contentType: string;
  chunks: DocumentChunks;
}

/**
 * Exports a run, or all runs of the session, oldest first; and the chat, where the format includes it.
 * @throws DomainError `run_not_found`
 */
export async function exportDocument(
  services: Services,
  session: Session,
  options: { format: ExportFormatName; testRunId?: string },
): Promise<ExportDocument> {
  const { db } = services;
  const { sessionHash } = session;
  const runs = options.testRunId
    ? [await findRun(db, sessionHash, options.testRunId)]
    : (await listRuns(db, sessionHash)).toSorted(byStart);
  const exportedAt = new Date();
  const models = modelsOf(session, runs);
  const [model = null] = models.length === 1 ? models : [];
  // To compute the figures of runs takes longer than to tell them: only where they are told.
  const { format: formatName, testRunId } = options;
  const tellsAll = model !== null && (formatName === 'csv' || formatName === 'json');
  const tellsEach =
    formatName === 'json' || formatName === 'md' || (formatName === 'csv' && !model);
  const comparisons = await listComparisons(db, sessionHash);
  const [metrics, ...exported] = await Promise.all([
    tellsAll ? getSessionMetrics(db, { sessionHash, testRunId }) : null,
    ...runs.map(async (run) => ({
      ...(await exportedRun(db, session, run, tellsEach)),
      comparison: comparisons.find(({ id }) => id === run.comparisonId) ?? null,
    })),
  ]);
  const named = {
    filename: `finetunelab-batch-test-${exportedAt.toISOString().slice(0, 10)}.${options.format}`,
  };
  if (options.format === 'md') {
    const report = await readReport(services, session, exported);
    const text = markdownReport({ ...report, exportedAt });
    return {
      ...named,
      contentType: 'text/markdown; charset=utf-8',
      chunks: documentChunks([text]),
    };
  }
  const format = formats[options.format];
  const head = {
    model,
    connection: session.connection,
    runs: exported,
    blindVotes: options.testRunId ? [] : await endedVotes(db, sessionHash, {}),
    adapterChecks: await checksOf(db, session, options.testRunId && runs[0]?.connectionId),
    metrics,
    exportedAt,
  };

  async function* pieces(): AsyncGenerator<string | Uint8Array> {
    yield format.header(head);
    yield* rowsOf(services, runs, format.rows);
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
    ...named,
    contentType: format.contentType,
    chunks: documentChunks(pieces()),
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
  hasMetrics: boolean,
): Promise<Omit<ExportedRun, 'comparison'>> {
  const { sessionHash, id: testRunId, sloTargets } = run;
  const [metrics, slo] = await Promise.all([
    hasMetrics ? getSessionMetrics(db, { sessionHash, testRunId }) : null,
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

/** The rows of all runs; in a list the very first one has no comma before it. */
async function* rowsOf(services: Services, runs: Run[], format: RowFormat) {
  let isFirst = format === 'json_in_list';
  for await (const piece of exportedRows(services, runs, format)) {
    yield isFirst ? piece.slice(1) : piece;
    isFirst = false;
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
