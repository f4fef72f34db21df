import { z } from 'zod';
import { graderNames } from '../graders.ts';
import type { Grade, Overrule } from '../grades.ts';
import type { NamedSchema } from './namedSchema.ts';

const gradeShape = z.object({
  grader: z.enum(graderNames),
  options: z.record(z.string(), z.unknown()),
  score: z.number().nullable(),
  pass: z.boolean().nullable(),
  reason: z.string(),
  span: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
  graded_at: z.string(),
} satisfies Record<keyof Grade, z.ZodType>);
/** A grade as it is told. */
export const gradeSchema: NamedSchema<Grade, typeof gradeShape> = gradeShape;

const overruleShape = z.object({
  pass: z.boolean(),
  note: z.string().nullable(),
  overruled_at: z.string(),
} satisfies Record<keyof Overrule, z.ZodType>);
/** What a person said of a result, as it is told. */
export const overruleSchema: NamedSchema<Overrule, typeof overruleShape> = overruleShape;
