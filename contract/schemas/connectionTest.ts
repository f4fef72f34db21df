import { z } from 'zod';
import type { ConnectionTestAnswer, PendingTest, PendingTestAnswer } from '../connectionTest.ts';
import { connectionReportSchema } from './connectionReport.ts';
import type { NamedSchema } from './namedSchema.ts';

const pendingTestShape = z.object({
  waitedForModelMs: z.number().int(),
  message: z.string(),
  hasAnswered: z.boolean(),
  isAbandoned: z.boolean(),
} satisfies Record<keyof PendingTest, z.ZodType>);
export const pendingTestSchema: NamedSchema<PendingTest, typeof pendingTestShape> =
  pendingTestShape;

const pendingAnswerShape = z.object({
  success: z.literal(false),
  pending: z.literal(true),
  waitedForModelMs: z.number().int(),
  message: z.string(),
} satisfies Record<keyof PendingTestAnswer, z.ZodType>);

const testAnswerShape = z.union([
  pendingAnswerShape,
  connectionReportSchema.and(z.object({ pending: z.literal(false) })),
]);
export const connectionTestAnswerSchema: NamedSchema<ConnectionTestAnswer, typeof testAnswerShape> =
  testAnswerShape;
