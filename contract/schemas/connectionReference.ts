import { z } from 'zod';
import { connectionRoles } from '../connectionRoles.ts';

const connectionId = z.uuid('must be the id of a connection');

export const connectionRole = z.enum(connectionRoles, {
  error: 'must be baseline or candidate',
});

/** Fields that name one connection of a session; without them it is the first candidate. */
export const connectionReferenceFields = {
  connectionId: connectionId.optional(),
  role: connectionRole.optional(),
};

export const connectionReferenceInput = z.strictObject(connectionReferenceFields).default({});
