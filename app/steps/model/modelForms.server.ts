import { z } from 'zod';
import { connectionRoles } from '../../../contract/connectionRoles.ts';
import { pathOfOurs } from '../../lib/pathOfOurs.server.ts';
import { steps } from '../../lib/steps.ts';

const modelId = z.string('is required');
/** Which connection is meant; without it the first. */
const connectionId = z.string('must be a string').optional();
const required = z.string('is required');

/** Of the forms of the model step; what those that connect or edit say is read by `readModelForm`. */
export const modelForms = z.discriminatedUnion(
  'intent',
  [
    z.object({ intent: z.enum(['connect', 'connect-simulated', 'add', 'find-local']) }),
    z.object({ intent: z.enum(['ask-in-the-way', 'end-in-the-way']) }),
    z.object({ intent: z.literal('list-models'), connectionId }),
    z.object({ intent: z.literal('add-listed'), endpointOf: required, modelId }),
    z.object({ intent: z.enum(['test', 'stop-test']), connectionId }),
    z.object({
      intent: z.literal('edit-key'),
      connectionId: required,
      apiKey: required.min(1, 'is required'),
      returnTo: z.string().default(steps.model.path).transform(pathOfOurs),
    }),
    z.object({ intent: z.literal('choose-model'), connectionId, modelId }),
    z.object({
      intent: z.literal('probe-context'),
      connectionId,
      tokens: z.coerce.number('must be a number'),
    }),
    z.object({ intent: z.literal('check-adapter'), candidate: required, baseline: required }),
    z.object({ intent: z.literal('stop-adapter-check') }),
    z.object({ intent: z.enum(['edit', 'remove']), connectionId: required }),
    z.object({
      intent: z.literal('give-role'),
      connectionId: required,
      role: z.enum(connectionRoles, 'must be baseline or candidate'),
    }),
  ],
  'is none of the forms of this page',
);
