import { z } from 'zod';
import { exportFormatNames } from '../../../contract/exportFormats.ts';
import { exportDocument } from '../../export/index.ts';
import { router, sessionProcedure } from '../trpc.ts';

export const exportInput = z.strictObject({
  format: z.enum(exportFormatNames, { error: `must be ${exportFormatNames.join(' or ')}` }),
  testRunId: z.uuid('must be the id of a run').optional(),
});

export const exportRouter = router({
  /** The results as a file, in pieces that are read from the table as they are consumed. */
  document: sessionProcedure
    .input(exportInput)
    .output(
      z.object({
        filename: z.string(),
        contentType: z.string(),
        chunks: z.custom<AsyncIterable<string>>((value) => Symbol.asyncIterator in Object(value)),
      }),
    )
    .query(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('exports', ctx.session);
      return exportDocument(ctx.services.db, ctx.session, input);
    }),
});
