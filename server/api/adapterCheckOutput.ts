/** What the API shows of an adapter check. */
import { z } from 'zod';
import {
  type AdapterCheckFailure,
  adapterCheckMessage,
  adapterCheckOutcomes,
  adapterCheckStatuses,
  adapterPromptFindings,
  type CheckedPrompt,
  countComparable,
} from '../../contract/adapterCheck.ts';
import { adapterRemedies, isServerKind } from '../../contract/adapterRemedies.ts';
import { connectionRoles } from '../../contract/connectionRoles.ts';
import { errorReasons } from '../../contract/errorReasons.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import type { AdapterCheck } from '../adapterCheck/index.ts';

const checkedModel = z.object({ connectionId: z.uuid(), modelId: z.string() });
const answers = z.array(z.string());

const adapterCheckShape = z.object({
  id: z.uuid(),
  status: z.enum(adapterCheckStatuses),
  /** The process that made it is gone; the next one begins anew. */
  isAbandoned: z.boolean(),
  calls: z.number().int(),
  candidate: checkedModel,
  baseline: checkedModel,
  /** Null until it has ended. */
  outcome: z.enum(adapterCheckOutcomes).nullable(),
  /** The outcome, or how it stands, for a person. */
  message: z.string(),
  /** What to try where the answers are identical, the likeliest first. */
  remedies: z.array(z.string()),
  /** Prompts to which each model gave one answer twice, and those of them on which the two differ. */
  comparable: z.number().int(),
  differing: z.number().int(),
  failure: z
    .object({
      role: z.enum(connectionRoles),
      reason: z.enum(errorReasons),
      message: z.string(),
    } satisfies Record<keyof AdapterCheckFailure, z.ZodType>)
    .nullable(),
  prompts: z.array(
    z.object({
      prompt: z.string(),
      isOwn: z.boolean(),
      finding: z.enum(adapterPromptFindings),
      answers: z.object({ candidate: answers, baseline: answers }),
    } satisfies Record<keyof CheckedPrompt, z.ZodType>),
  ),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
});
export interface AdapterCheckOutput extends z.output<typeof adapterCheckShape> {}
export const adapterCheckOutput: NamedSchema<AdapterCheckOutput, typeof adapterCheckShape> =
  adapterCheckShape;

export function adapterCheckView(check: AdapterCheck): AdapterCheckOutput {
  const { candidateConnectionId, candidateModelId, serverKind, ...shown } = check;
  const { baselineConnectionId, baselineModelId, outcome, prompts } = shown;
  return {
    ...shown,
    candidate: { connectionId: candidateConnectionId, modelId: candidateModelId },
    baseline: { connectionId: baselineConnectionId, modelId: baselineModelId },
    message: adapterCheckMessage(check),
    remedies:
      outcome === 'identical' ? adapterRemedies(isServerKind(serverKind) ? serverKind : null) : [],
    ...countComparable(prompts),
  };
}
