import { z } from 'zod';
import { type ConnectionReference, connectionRoles } from '../connectionRoles.ts';

/** In lower case, as ids are stored. */
export const connectionId = z.uuid('must be the id of a connection').toLowerCase();

export const connectionRole = z.enum(connectionRoles, {
  error: 'must be baseline or candidate',
});

/** Fields that name one connection of a session; without them it is the first candidate. */
export const connectionReferenceFields = {
  connectionId: connectionId.optional(),
  role: connectionRole.optional(),
};

export const connectionReferenceInput = z.strictObject(connectionReferenceFields).default({});

/** One connection of a session in a single word: its role or its id. */
export const modelReference = z.union([connectionRole, connectionId], {
  error: 'must be a role or the id of a connection',
});

/** Which of both a word is. */
export function toReference(word: string): ConnectionReference {
  const role = connectionRole.safeParse(word);
  return role.success ? { role: role.data } : { connectionId: word };
}
