/** What a person enters to connect a model. */
import { z } from 'zod';
import { pgText } from '../../contract/schemas/pgText.ts';

/** An endpoint and its key, as a person enters them. */
export const endpointInput = z.strictObject({
  endpointUrl: z
    .string({ error: 'is required' })
    .trim()
    .min(1, 'is required')
    .max(2_000, 'is too long'),
  /** Call the address exactly as it was typed, without completing its path. */
  endpointExact: z.boolean({ error: 'must be true or false' }).default(false),
  /** Empty for servers that want none. */
  apiKey: z
    .string()
    .trim()
    .max(4_000, 'is too long to be an API key')
    // A header can carry nothing else, so a text with other characters cannot be a key.
    .regex(/^[\x21-\x7e]*$/, 'must not contain spaces, line breaks or letters outside ASCII')
    .default(''),
});

export const modelIdInput = pgText()
  .trim()
  .min(1, 'is required')
  .max(300, 'is too long')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** A model and its endpoint, as a person enters them. */
export const connectModelInput = endpointInput.extend({
  modelId: modelIdInput,
  modelName: pgText()
    .trim()
    .max(200, 'is too long')
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .nullish()
    .transform((name) => name || null),
});
