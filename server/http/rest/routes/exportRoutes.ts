/** Downloads. */
import { comparisonExportInput, exportInput } from '../../../api/index.ts';
import { comparisonExportOutput, exportedResultOutput, exportOutput } from '../exportedShapes.ts';
import { type RestRoute, writtenRoute } from '../restRoute.ts';
import { writeExport } from '../writeExport.ts';

export const exportRoutes: RestRoute[] = [
  writtenRoute({
    method: 'get',
    path: '/export',
    onlyWith: 'candidate',
    procedure: 'export.comparison',
    summary: 'Download the comparison of two runs',
    description: 'With `candidate` and `baseline`.',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'query',
    input: comparisonExportInput,
    defaults: { format: 'csv' },
    status: 200,
    answers: { contentTypes: ['text/csv', 'application/json'], inJson: comparisonExportOutput },
    write: writeExport,
  }),
  writtenRoute({
    method: 'get',
    path: '/export',
    procedure: 'export.document',
    summary: 'Download results',
    description: 'Of the whole session, or of one run.',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'query',
    input: exportInput,
    defaults: { format: 'csv' },
    status: 200,
    answers: {
      contentTypes: ['text/csv', 'application/json', 'application/x-ndjson', 'text/markdown'],
      inJson: exportOutput,
      inLines: exportedResultOutput,
    },
    write: writeExport,
  }),
];
