/** Procedures by their name in the router, `batch.start`, as routes and streams that are data know them. */
import {
  type AnyTRPCProcedure,
  callTRPCProcedure,
  type inferRouterOutputs,
  TRPCError,
} from '@trpc/server';
import { type AppRouter, appRouter } from './appRouter.ts';
import type { RequestContext } from './context.ts';

type Outputs = inferRouterOutputs<AppRouter>;

export type ProcedureName = {
  [Room in keyof Outputs & string]: `${Room}.${keyof Outputs[Room] & string}`;
}[keyof Outputs & string];

export type ProcedureOutput<Name extends ProcedureName> =
  Name extends `${infer Room extends keyof Outputs & string}.${infer Procedure}`
    ? Procedure extends keyof Outputs[Room]
      ? Outputs[Room][Procedure]
      : never
    : never;

/**
 * Calls a procedure with input that nobody has looked at: the procedure does, with its own schema.
 * @param signal ends a subscription
 * @throws TRPCError as the procedure does
 */
export async function callByName<Name extends ProcedureName>(
  name: Name,
  { context, input, signal }: { context: RequestContext; input?: unknown; signal?: AbortSignal },
): Promise<ProcedureOutput<Name>> {
  const type = procedureType(name);
  if (!type) throw new TRPCError({ code: 'NOT_FOUND', message: `No procedure "${name}"` });
  return callTRPCProcedure({
    router: appRouter,
    path: name,
    type,
    ctx: context,
    getRawInput: async () => input,
    signal,
    batchIndex: 0,
  });
}

/** Undefined for a name that no procedure has. */
export function procedureType(name: string): AnyTRPCProcedure['_def']['type'] | undefined {
  return procedures[name]?._def.type;
}

/** Input schemas of a procedure, in the order in which they are applied. */
export function procedureInputs(name: ProcedureName): unknown[] {
  return (procedures[name]?._def as { inputs?: unknown[] } | undefined)?.inputs ?? [];
}

/** By name at run time; the type of the router tells of the nested form only. */
const procedures = appRouter._def.procedures as unknown as Record<
  string,
  AnyTRPCProcedure | undefined
>;
