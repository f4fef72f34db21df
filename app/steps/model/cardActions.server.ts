/** The forms of a connection's card. */
import { type AppLoadContext, redirect } from '@remix-run/node';
import type { ConnectionRole } from '../../../contract/connectionRoles.ts';
import { cardLink } from '../../lib/modelStepLinks.ts';
import { steps } from '../../lib/steps.ts';
import { requireSession } from '../../lib/wizardSession.server.ts';
import { readEditForm } from './editForm.ts';
import { refused, refusedBecause, refusedKey, throwAsPage } from './modelAnswers.server.ts';

/** Which connection is meant; without an id the first. */
interface Meant {
  connectionId?: string;
}

export async function testConnection(context: AppLoadContext, { connectionId }: Meant) {
  await context.api.session.testConnection({ connectionId }).catch(throwAsPage(context));
  return backTo(connectionId);
}

export async function stopTest(context: AppLoadContext, { connectionId }: Meant) {
  await context.api.session.stopTest({ connectionId }).catch(throwAsPage(context));
  return backTo(connectionId);
}

export async function chooseModel(
  context: AppLoadContext,
  { connectionId, modelId }: Meant & { modelId: string },
) {
  const { session } = context.api;
  await session.chooseModel({ connectionId, modelId }).catch(throwAsPage(context));
  return testConnection(context, { connectionId });
}

export async function probeContext(
  context: AppLoadContext,
  { connectionId, tokens }: Meant & { tokens: number },
) {
  await context.api.session.probeContext({ connectionId, tokens }).catch(throwAsPage(context));
  return backTo(connectionId);
}

/** Changes what was changed in the form, and tests the connection where that made its test void. */
export async function edit(
  context: AppLoadContext,
  form: FormData,
  { connectionId }: { connectionId: string },
) {
  const connection = await requireConnection(context, connectionId);
  const { values, input, problem } = readEditForm(form, connection);
  if (problem) return refused(values, problem);
  const { api } = context;
  try {
    const { connectionTested } = await api.connection.edit(input);
    if (!connectionTested) await api.session.testConnection({ connectionId });
    return backTo(connectionId);
  } catch (error) {
    return refusedBecause(context, values, error);
  }
}

/** Stores another key and tests it; where that works, the person goes on where the key was asked for. */
export async function editKey(
  context: AppLoadContext,
  { connectionId, apiKey, returnTo }: { connectionId: string; apiKey: string; returnTo: string },
) {
  await requireConnection(context, connectionId);
  const { api } = context;
  try {
    await api.connection.edit({ connectionId, apiKey });
    const { success } = await api.session.testConnection({ connectionId });
    return success && !returnTo.startsWith(steps.model.path)
      ? redirect(returnTo)
      : backTo(connectionId);
  } catch (error) {
    return refusedKey(context, connectionId, error);
  }
}

export async function giveRole(
  context: AppLoadContext,
  { connectionId, role }: { connectionId: string; role: ConnectionRole },
) {
  await context.api.connection.edit({ connectionId, role }).catch(throwAsPage(context));
  return backTo(connectionId);
}

export async function remove(context: AppLoadContext, { connectionId }: { connectionId: string }) {
  await context.api.connection.remove({ connectionId }).catch(throwAsPage(context));
  return redirect(`${steps.model.path}?notice=removed`);
}

/** @throws a redirect where another tab removed it: the page that follows shows which there are */
export async function requireConnection(context: AppLoadContext, connectionId: string) {
  const { connections } = await requireSession(context);
  const connection = connections.find((each) => each.connectionId === connectionId);
  if (!connection) throw redirect(steps.model.path);
  return connection;
}

function backTo(connectionId: string | undefined) {
  return redirect(connectionId === undefined ? steps.model.path : cardLink(connectionId));
}
