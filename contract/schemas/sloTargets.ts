import { z } from 'zod';
import { type SloTargetName, type SloTargets, sloTargetDefinitions } from '../sloTargets.ts';
import type { NamedSchema } from './namedSchema.ts';
import { numberInput } from './numberInput.ts';

/** Targets as somebody sets them, also as texts of an address; what is left out is no target. */
export const sloTargetsInput = z.strictObject({
  ttftMs: limitOf('ttftMs'),
  tpotMs: limitOf('tpotMs'),
  latencyMs: limitOf('latencyMs'),
});

/** Without bounds: what was stored under other ones is still shown. */
const shape = z.object({
  ttftMs: z.number().nullable().default(null),
  tpotMs: z.number().nullable().default(null),
  latencyMs: z.number().nullable().default(null),
});
export const sloTargetsSchema: NamedSchema<SloTargets, typeof shape> = shape;

function limitOf(name: SloTargetName) {
  const { min, max } = sloTargetDefinitions[name];
  const error = 'must be a number of milliseconds';
  return numberInput(error)
    .pipe(
      z
        .number({ error })
        .min(min, `must be at least ${min} ms`)
        .max(max, `must be at most ${max} ms`),
    )
    .nullish();
}
