import type { ConnectionRole } from '../../../contract/connectionRoles.ts';

/** What another model of a session is connected as: the one to hold the others against, unless that is there. */
export function roleOfNext(connections: readonly { role: ConnectionRole }[]): ConnectionRole {
  return connections.some(({ role }) => role === 'baseline') ? 'candidate' : 'baseline';
}
