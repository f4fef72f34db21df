/** The forms of the model step that connect a model: the first one, two simulated ones, another one. */
import { type AppLoadContext, redirect } from '@remix-run/node';
import { problemKinds } from '../../../contract/problemKinds.ts';
import { simulatedModels } from '../../../contract/simulatedModels.ts';
import { cardLink } from '../../lib/modelStepLinks.ts';
import { steps } from '../../lib/steps.ts';
import { problemOrThrow, readSession, requireSession } from '../../lib/wizardSession.server.ts';
import { refused, refusedBecause, shown, throwAsPage } from './modelAnswers.server.ts';
import { readModelForm } from './modelForm.ts';
import { roleOfNext } from './roleOfNext.ts';

/** Creates a session. A failed test is no failure of the form: the page that follows tells how it went. */
export async function connect(context: AppLoadContext, form: FormData) {
  if (await hasSession(context)) return toOpenSession();
  const { values, endpoint, extraBody, problem } = readModelForm(form);
  if (problem) return refused(values, problem);
  const { modelId, modelName, sessionMinutes } = values;
  try {
    const length = sessionMinutes === '' ? undefined : Number(sessionMinutes);
    const connection = { ...endpoint, modelId, modelName, extraBody, sessionMinutes: length };
    const { sessionId } = await context.api.session.create(connection);
    await context.apiFor(sessionId).session.testConnection();
    return opened(context, sessionId);
  } catch (error) {
    return refusedBecause(context, values, error);
  }
}

/** Creates a session with the two built-in models, the better one as the candidate. */
export async function connectSimulated(context: AppLoadContext) {
  if (await hasSession(context)) return toOpenSession();
  const { simulated } = await context.api.session.presets();
  if (!simulated) {
    const formError = 'The simulated models are there in local mode only.';
    const { http: status } = problemKinds.forbidden;
    return refused(null, { fieldErrors: {}, formError, status });
  }
  try {
    const { sessionId, connectionId } = await context.api.session.create({
      endpointUrl: simulated.baseUrl,
      ...simulatedModels.candidate,
    });
    const { connection, session } = context.apiFor(sessionId);
    const base = await connection
      .add({ endpointOf: connectionId, ...simulatedModels.baseline, role: 'baseline' })
      // The first one is there and can be used.
      .catch((error) => void problemOrThrow(context, error));
    const connected = [connectionId, ...(base ? [base.connectionId] : [])];
    await Promise.all(connected.map((id) => session.testConnection({ connectionId: id })));
    return opened(context, sessionId);
  } catch (error) {
    return refusedBecause(context, null, error);
  }
}

/** Looks for model servers on this machine. */
export async function findLocal(context: AppLoadContext) {
  try {
    const { servers } = await context.api.session.findLocalServers();
    return shown({ localServers: servers });
  } catch (error) {
    return refusedBecause(context, null, error);
  }
}

/** Asks before the session is ended that keeps this address from another one. */
export function askInTheWay(form: FormData) {
  const { values } = readModelForm(form);
  return shown({ values, inTheWay: 'asked' });
}

/** Ends the session that keeps this address from another one, so that the form can be sent again. */
export async function endInTheWay(context: AppLoadContext, form: FormData) {
  const { values } = readModelForm(form);
  await context.api.session.endInTheWay().catch(throwAsPage(context));
  return shown({ values, inTheWay: 'ended' });
}

/** Connects a model at another endpoint. */
export async function add(context: AppLoadContext, form: FormData) {
  const { values, endpoint, extraBody, problem } = readModelForm(form);
  if (problem) return refused(values, problem);
  const { modelId, modelName } = values;
  const { connections } = await requireSession(context);
  const role = roleOfNext(connections);
  try {
    return await added(context, { ...endpoint, modelId, modelName, extraBody, role });
  } catch (error) {
    return refusedBecause(context, values, error);
  }
}

/** Connects another model of an endpoint that is connected, whose key stays on the server. */
export async function addListed(
  context: AppLoadContext,
  { endpointOf, modelId }: { endpointOf: string; modelId: string },
) {
  const { connections } = await requireSession(context);
  try {
    return await added(context, { endpointOf, modelId, role: roleOfNext(connections) });
  } catch (error) {
    return refusedBecause(context, null, error);
  }
}

/** A page that was opened before: the session that came meanwhile, and its results, must not be lost to a new one. */
async function hasSession(context: AppLoadContext): Promise<boolean> {
  return (await readSession(context)).state === 'live';
}

function toOpenSession() {
  return redirect(`${steps.model.path}?notice=open`);
}

async function added(
  { api }: AppLoadContext,
  input: Parameters<AppLoadContext['api']['connection']['add']>[0],
) {
  const { connectionId } = await api.connection.add(input);
  await api.session.testConnection({ connectionId });
  return redirect(cardLink(connectionId));
}

function opened(context: AppLoadContext, sessionId: string) {
  return redirect(steps.model.path, {
    headers: { 'set-cookie': context.sessionCookie(sessionId) },
  });
}
