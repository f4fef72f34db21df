/** What a person enters to connect a model. */
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import type { RequestHeaders } from '../../contract/requestHeaders.ts';
import { connectionId, connectionRole } from '../../contract/schemas/connectionReference.ts';
import { extraBodyInput } from '../../contract/schemas/extraBody.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import { requestHeadersInput } from '../../contract/schemas/requestHeaders.ts';
import { MAX_SESSION_MINUTES } from '../../contract/sessionLength.ts';

const apiKeyInput = z
  .string({ error: 'must be a string. Leave it empty for a server that wants none' })
  .trim()
  .max(4_000, 'is too long to be an API key')
  // A header can carry nothing else, so a text with other characters cannot be a key.
  .regex(/^[\x21-\x7e]*$/, 'must not contain spaces, line breaks or letters outside ASCII');

const endpointFields = {
  endpointUrl: z
    .string({ error: 'is required' })
    .trim()
    .min(1, 'is required')
    .max(2_000, 'is too long'),
  /** Call the address exactly as it was typed, without completing its path. */
  endpointExact: z.boolean({ error: 'must be true or false' }).default(false),
  /** Empty for servers that want none. */
  apiKey: apiKeyInput.default(''),
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

const modelNameInput = pgText()
  .trim()
  .max(200, 'is too long')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
  .nullish();

const modelFields = {
  modelId: modelIdInput,
  modelName: modelNameInput.transform((name) => name || null),
  /** Parameters that every request to the model has besides. */
  extraBody: extraBodyInput.default({}),
  role: connectionRole.default('candidate'),
};

/** A model and its endpoint, as a person enters them. */
export const connectModelInput = z
  .strictObject({
    ...endpointFields,
    ...modelFields,
    /** How long the session shall live; only chosen here. Default: as the operator has it. */
    sessionMinutes: z
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(MAX_SESSION_MINUTES, `must be at most ${MAX_SESSION_MINUTES}`)
      .optional(),
  })
  .superRefine(checkAuthorization);

/** Another model of a session, at an endpoint of its own or, with its key and headers, at another's. */
export const addConnectionInput = z
  .strictObject({
    ...endpointFields,
    ...modelFields,
    endpointUrl: endpointFields.endpointUrl.optional(),
    /** The connection whose address, key and headers are taken over. */
    endpointOf: connectionId.optional(),
  })
  .superRefine(checkAuthorization)
  .superRefine(({ endpointUrl, endpointOf, apiKey, headers }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (endpointOf === undefined) {
      if (endpointUrl === undefined) refuse('endpointUrl', 'is required');
      return;
    }
    const takenOver = 'is taken over from the other connection. Leave it out';
    if (apiKey !== '') refuse('apiKey', takenOver);
    if (Object.keys(headers).length > 0) refuse('headers', takenOver);
  });

/** What to change of a connection; what is left out stays. */
export const editConnectionInput = z
  .strictObject({
    connectionId,
    role: connectionRole.optional(),
    endpointUrl: endpointFields.endpointUrl.optional(),
    endpointExact: endpointFields.endpointExact,
    /** Empty takes the stored one away. */
    apiKey: apiKeyInput.optional(),
    headers: requestHeadersInput.optional(),
    modelId: modelIdInput.optional(),
    /** Null or empty takes the stored one away. */
    modelName: modelNameInput.transform((name) => (name === undefined ? undefined : name || null)),
    extraBody: extraBodyInput.optional(),
  })
  .superRefine(({ apiKey = '', headers = {} }, context) =>
    checkAuthorization({ apiKey, headers }, context),
  );

export const connectionIdInput = z.strictObject({ connectionId });

interface Opening {
  apiKey: string;
  headers: RequestHeaders;
}

function checkAuthorization(opening: Opening, context: z.RefinementCtx): void {
  const name = secondAuthorization(opening);
  if (name === undefined) return;
  context.addIssue({
    code: 'custom',
    path: ['headers', name],
    message: saidTwice(name),
  });
}

/**
 * For a key and headers of which one was stored before.
 * @throws DomainError `invalid_input`
 */
export function assertOneAuthorization(opening: Opening): void {
  const name = secondAuthorization(opening);
  if (name === undefined) return;
  throw new DomainError('invalid_input', saidTwice(name), { field: `headers.${name}` });
}

/** A key is sent as `Authorization: Bearer`, which can stand in a request only once. */
function secondAuthorization({ apiKey, headers }: Opening): string | undefined {
  if (apiKey === '') return undefined;
  return Object.keys(headers).find((each) => each.toLowerCase() === 'authorization');
}

function saidTwice(name: string): string {
  return `“${name}” is made of the API key. Leave the API key empty to send one of your own`;
}
