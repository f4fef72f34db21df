/** What a session holds its models for: the one that is judged, and the one to hold it against. */

export const connectionRoles = ['baseline', 'candidate'] as const;
export type ConnectionRole = (typeof connectionRoles)[number];

export const connectionRoleLabels = {
  baseline: 'Baseline',
  candidate: 'Candidate',
} as const satisfies Record<ConnectionRole, string>;

/** Of which one at most is the baseline. */
export const MAX_CONNECTIONS = 4;

/** Which connection of a session is meant; none named is the first candidate. */
export interface ConnectionReference {
  connectionId?: string | undefined;
  /** Where one connection alone has it. */
  role?: ConnectionRole | undefined;
}
