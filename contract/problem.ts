import type { ProblemKind } from './problemKinds.ts';

/** A refusal or a fault, as every face of the API reports it. */
export interface Problem {
  kind: ProblemKind;
  /** For people; names the remedy. */
  message: string;
  /** HTTP status. */
  status: number;
  /** Input field at fault, in camelCase, with dots and indexes: `prompts.3.prompt`. */
  field?: string;
  /** The first fields at fault, where the input did not keep to its schema. */
  issues?: { field: string; message: string }[];
  /** How many further ones there are. */
  moreIssues?: number;
  /** When trying again makes sense. */
  retryAfterSeconds?: number;
}
