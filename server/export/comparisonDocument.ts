import type { ComparisonFormatName } from '../../contract/exportFormats.ts';
import type { Db } from '../../db/engine/index.ts';
import {
  type AlignedRunStore,
  type ComparedRuns,
  comparedSamples,
  compareRuns,
} from '../comparison/index.ts';
import type { Session } from '../sessions/index.ts';
import { documentChunks } from './documentChunks.ts';
import { endedVotes } from './endedVotes.ts';
import type { ExportDocument } from './exportDocument.ts';
import { comparisonCsv } from './formats/comparisonCsv.ts';
import type { ComparisonFormat } from './formats/comparisonFormat.ts';
import { comparisonJson } from './formats/comparisonJson.ts';

const formats: Record<ComparisonFormatName, ComparisonFormat> = {
  csv: comparisonCsv,
  json: comparisonJson,
};

/**
 * Exports the comparison of two runs: its verdict, every prompt that both ask with both sides in one row, and the blind
 * votes that have ended.
 * @throws DomainError `invalid_input` where the runs have no prompt in common
 */
export async function comparisonDocument(
  services: { db: Db; alignedRuns: AlignedRunStore },
  session: Session,
  runs: ComparedRuns,
  { format: name, margin }: { format: ComparisonFormatName; margin: number },
): Promise<ExportDocument> {
  const format = formats[name];
  const exportedAt = new Date();
  const comparison = await compareRuns(services, session, runs, margin);
  const votes = await endedVotes(services.db, session.sessionHash, {
    candidate: runs.candidate.id,
    baseline: runs.baseline.id,
  });

  async function* pieces(): AsyncGenerator<string> {
    yield format.header({ runs, comparison, exportedAt });
    let rowIndex = 0;
    for await (const sample of comparedSamples(services, runs)) {
      yield format.row(sample, rowIndex++);
    }
    yield format.footer(votes);
  }
  return {
    filename: `finetunelab-comparison-${exportedAt.toISOString().slice(0, 10)}.${name}`,
    contentType: format.contentType,
    chunks: documentChunks(pieces()),
  };
}
