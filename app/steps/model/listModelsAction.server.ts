import type { AppLoadContext } from '@remix-run/node';
import { requireConnection } from './cardActions.server.ts';
import { readEditForm } from './editForm.ts';
import { refused, refusedBecause, shown } from './modelAnswers.server.ts';
import { readModelForm } from './modelForm.ts';

/**
 * Lists the models of an endpoint for the form in which it stands: with the stored key where that is the form of a
 * connection and leaves its endpoint as it is, else with what was typed.
 */
export async function listModels(
  context: AppLoadContext,
  form: FormData,
  { connectionId }: { connectionId?: string },
) {
  const { values, endpoint, problem } = readModelForm(form);
  if (problem) return refused(values, problem);
  const { connection, session } = context.api;
  try {
    const listed =
      connectionId !== undefined && (await leavesEndpoint(context, form, connectionId))
        ? await connection.listModels({ connectionId })
        : await session.listModels(endpoint);
    return shown({ values, listed });
  } catch (error) {
    return refusedBecause(context, values, error);
  }
}

async function leavesEndpoint(context: AppLoadContext, form: FormData, connectionId: string) {
  const { input } = readEditForm(form, await requireConnection(context, connectionId));
  const { endpointUrl, apiKey, headers } = input ?? {};
  return [endpointUrl, apiKey, headers].every((each) => each === undefined);
}
