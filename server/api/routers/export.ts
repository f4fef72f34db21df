import { z } from 'zod';
import { comparisonFormatNames, exportFormatNames } from '../../../contract/exportFormats.ts';
import { compareInput, findComparedRuns } from '../../comparison/index.ts';
import { comparisonDocument, exportDocument } from '../../export/index.ts';
import { router, sessionProcedure } from '../trpc.ts';

const format = z.enum(exportFormatNames, { error: `must be ${exportFormatNames.join(' or ')}` });
const comparisonFormat = z.enum(comparisonFormatNames, {
  error: `must be ${comparisonFormatNames.join(' or ')}`,
});

export const exportInput = z.strictObject({
  format,
  testRunId: z.uuid('must be the id of a run').optional(),
});

export const comparisonExportInput = compareInput.extend({ format: comparisonFormat });

/** A file, in pieces that are read from the table as they are consumed. */
const documentOutput = z.object({
  filename: z.string(),
  contentType: z.string(),
  chunks: z.custom<AsyncIterable<string>>((value) => Symbol.asyncIterator in Object(value)),
});

export const exportRouter = router({
  /** The results. */
  document: sessionProcedure
    .input(exportInput)
    .output(documentOutput)
    .query(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('exports', ctx.session);
      return exportDocument(ctx.services, ctx.session, input);
    }),

  /** The comparison of two runs, both sides of a prompt in one row. */
  comparison: sessionProcedure
    .input(comparisonExportInput)
    .output(documentOutput)
    .query(async ({ ctx, input: { candidate, baseline, ...options } }) => {
      const { services, session } = ctx;
      const named = { candidate, baseline };
      const runs = await findComparedRuns(services.db, session.sessionHash, named);
      await services.rateLimits.consume('exports', session);
      return comparisonDocument(services, session, runs, options);
    }),
});
