/** What a route of REST v2 is: a thin face on one procedure, said as data. */
import type express from 'express';
import type { z } from 'zod';
import type { ProblemKind } from '../../../contract/problemKinds.ts';
import type { ProcedureName, ProcedureOutput } from '../../api/index.ts';
import { toWire } from './caseMapping.ts';

/** Where the input of a route's procedure comes from. */
type RouteInput =
  | { takes: 'nothing' }
  /** Every field of the body, and those of the path; those that the procedure does not know are refused. */
  | { takes: 'body'; input: z.ZodType }
  /** The parts of the path that are fields. */
  | { takes: 'path'; input: z.ZodObject }
  /** A file as the body, or as a part of a multipart form; with the fields of the form and the query that the procedure knows. */
  | { takes: 'file'; input: z.ZodObject; maxBytes: number }
  /** The fields of the query, or of a body, that the procedure knows; all others are left alone. */
  | {
      takes: 'query';
      input: z.ZodObject | z.ZodDefault<z.ZodObject>;
      defaults?: Record<string, unknown>;
    };

type RouteHead<Name extends ProcedureName> = RouteInput & {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Below `/api/demo/v2`. */
  path: string;
  procedure: Name;
  /** What it does, in a line, and what else there is to know; `openApiDocument` tells both. */
  summary: string;
  description?: string;
  /** What it refuses beside that which every route does. */
  refusals?: readonly ProblemKind[];
  /** Whether the request has to name a session, or may. */
  caller: 'anyone' | 'session' | 'session_if_named';
  /** The route is meant only where the query has this field, in camelCase; else the next one at its address. */
  onlyWith?: string;
  /** The route is meant only where the body has this field, as on the wire; likewise. */
  onlyWithBody?: string;
  /** HTTP status of success. */
  status: number;
};

/** Calls a route's procedure for the request at hand. */
type CallProcedure = <Name extends ProcedureName>(name: Name) => Promise<ProcedureOutput<Name>>;

/**
 * Files by their media types, with what is in the JSON and in each line of JSON Lines where that is told; or a stream of
 * events whose `data` is JSON of a schema, as it stands on the wire.
 */
type WrittenAnswer =
  | { contentTypes: readonly string[]; inJson?: z.ZodType; inLines?: z.ZodType }
  | { event: z.ZodType };

/** What an answer is written with. `signal` aborts when the client has left. */
export interface RestResponder {
  res: express.Response;
  signal: AbortSignal;
  /** The session id as the request itself spelled it; undefined where a cookie did, which scripts may not read. */
  namedSessionId: string | undefined;
  /** Hears what broke an answer that had begun. */
  onBroken(error: unknown): void;
}

export type RestRoute = RouteHead<ProcedureName> & {
  /** What comes back: JSON of this schema, its fields in snake_case, or something else. */
  answers: { json: z.ZodType } | WrittenAnswer;
  /** An answer that stays open and takes one of the slots that a client has for those. */
  isStream: boolean;
  /** Calls the procedure and writes what it gave. */
  respond(call: CallProcedure, responder: RestResponder): Promise<void>;
};

/** Without `answer` the procedure has to give what the route answers. */
type Answering<Output, Answer> =
  | { answer(output: Output, responder: RestResponder): Answer }
  | (Output extends Answer ? { answer?: undefined } : never);

/**
 * A route that answers with JSON, which `output` describes: what `answer` makes of the procedure's output, or that output
 * as it is.
 */
export function jsonRoute<Name extends ProcedureName, Answer extends object>({
  output,
  answer,
  ...head
}: RouteHead<Name> & { output: z.ZodType<unknown, Answer> } & Answering<
    ProcedureOutput<Name>,
    Answer
  >): RestRoute {
  return {
    ...head,
    answers: { json: output },
    isStream: false,
    async respond(call, responder) {
      const given = await call(head.procedure);
      const answered = answer ? answer(given, responder) : given;
      responder.res.status(head.status).json(toWire(answered as object));
    },
  };
}

/** A route whose answer is written by a function of its own. */
export function writtenRoute<Name extends ProcedureName>({
  answers,
  write,
  ...head
}: RouteHead<Name> & {
  answers: WrittenAnswer;
  write(output: ProcedureOutput<Name>, responder: RestResponder): Promise<void>;
}): RestRoute {
  return {
    ...head,
    answers,
    isStream: 'event' in answers,
    respond: async (call, responder) => write(await call(head.procedure), responder),
  };
}
