import { z } from 'zod';
import { type GraderSpec, graderNames } from '../graders.ts';
import type { NamedSchema } from './namedSchema.ts';

const shape = z.strictObject({
  name: z.enum(graderNames, { error: `must be one of ${graderNames.join(', ')}` }),
});

/** A grader as somebody asks for it. */
export const graderSpecInput: NamedSchema<GraderSpec, typeof shape> = shape;

/** A grader as it is told. */
export const graderSpecOutput = z.custom<GraderSpec>();
