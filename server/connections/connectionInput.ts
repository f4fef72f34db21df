/** What a person enters to connect a model. */
import { z } from 'zod';
import type { RequestHeaders } from '../../contract/requestHeaders.ts';
import { extraBodyInput } from '../../contract/schemas/extraBody.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import { requestHeadersInput } from '../../contract/schemas/requestHeaders.ts';
import { MAX_SESSION_MINUTES } from '../../contract/sessionLength.ts';

const endpointFields = {
  endpointUrl: z
    .string({ error: 'is required' })
    .trim()
    .min(1, 'is required')
    .max(2_000, 'is too long'),
  /** Call the address exactly as it was typed, without completing its path. */
  endpointExact: z.boolean({ error: 'must be true or false' }).default(false),
  /** Empty for servers that want none. */
  apiKey: z
    .string({ error: 'must be a string. Leave it empty for a server that wants none' })
    .trim()
    .max(4_000, 'is too long to be an API key')
    // A header can carry nothing else, so a text with other characters cannot be a key.
    .regex(/^[\x21-\x7e]*$/, 'must not contain spaces, line breaks or letters outside ASCII')
    .default(''),
  /** Sent with every request, beside ours. */
  headers: requestHeadersInput.default({}),
};

/** An endpoint and what opens it, as a person enters them. */
export const endpointInput = z.strictObject(endpointFields).superRefine(checkAuthorization);

export const modelIdInput = pgText()
  .trim()
  .min(1, 'is required')
  .max(300, 'is too long')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** A model and its endpoint, as a person enters them. */
export const connectModelInput = z
  .strictObject({
    ...endpointFields,
    modelId: modelIdInput,
    modelName: pgText()
      .trim()
      .max(200, 'is too long')
      .regex(/^\P{Cc}*$/u, 'must not contain control characters')
      .nullish()
      .transform((name) => name || null),
    /** How long the session shall live; only chosen here. Default: as the operator has it. */
    sessionMinutes: z
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(MAX_SESSION_MINUTES, `must be at most ${MAX_SESSION_MINUTES}`)
      .optional(),
    /** Parameters that every request to the model has besides. */
    extraBody: extraBodyInput.default({}),
  })
  .superRefine(checkAuthorization);

/** A key is sent as `Authorization: Bearer`, which can stand in a request only once. */
function checkAuthorization(
  { apiKey, headers }: { apiKey: string; headers: RequestHeaders },
  context: z.RefinementCtx,
): void {
  const name = Object.keys(headers).find((each) => each.toLowerCase() === 'authorization');
  if (apiKey === '' || name === undefined) return;
  context.addIssue({
    code: 'custom',
    path: ['headers', name],
    message: `“${name}” is made of the API key. Leave the API key empty to send one of your own`,
  });
}
