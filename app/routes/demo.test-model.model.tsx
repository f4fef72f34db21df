import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { connectionFieldLabels } from '../../contract/connectionFields.ts';
import type { ProblemKind } from '../../contract/problemKinds.ts';
import { type FormProblem, formProblem } from '../lib/formProblem.ts';
import { stepMeta, steps } from '../lib/steps.ts';
import {
  problemOrThrow,
  readSession,
  requireSession,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepHeading } from '../shell/StepHeading.tsx';
import { ConnectedModel } from '../steps/model/ConnectedModel.tsx';
import { ModelForm } from '../steps/model/ModelForm.tsx';
import {
  type ModelFormValues,
  queryOfSession,
  readModelForm,
  valuesFromQuery,
  withOtherScheme,
} from '../steps/model/modelForm.ts';
import { modelForms } from '../steps/model/modelForms.server.ts';
import { Notice } from '../ui/Notice.tsx';

export const meta = stepMeta('model');

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  refreshSeconds: ({ session }) => (session?.pendingTest ? 2 : 0),
};

export async function loader({ context, request }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const [wizard, { presets, simulated, sessionLengths, isLocalMode }] = await Promise.all([
    readSession(context),
    context.api.session.presets(),
  ]);
  const offered = simulated ? [simulated, ...presets] : presets;
  const chosen = offered.find((preset) => preset.provider === query.get('preset'));
  return {
    session: wizard.state === 'live' ? wizard.session : null,
    hasEnded: wizard.state === 'ended',
    notice: query.get('notice'),
    presets: offered,
    preset: chosen ?? null,
    simulatedUrl: simulated?.baseUrl ?? null,
    sessionLengths,
    isLocalMode,
    values: valuesFromQuery(query, chosen),
  };
}

export async function action({ context }: ActionFunctionArgs) {
  const { fields, form } = await context.readForm(modelForms);
  switch (fields.intent) {
    case 'connect':
      return connect();
    case 'test':
      return testConnection();
    case 'stop-test':
      return stopTest();
    case 'change':
      return changeConnection();
    case 'change-scheme':
      return changeConnection(withOtherScheme);
    case 'choose-model':
      return chooseModel(fields.modelId);
    case 'probe-context':
      return probeContext(fields.tokens);
    case 'list-models':
      return listModels();
    case 'end-in-the-way':
      return endInTheWay();
  }

  async function connect() {
    const { values, endpoint, extraBody, problem } = readModelForm(form);
    if (problem) return refused(values, problem);
    const { modelId, modelName, sessionMinutes } = values;
    try {
      const length = sessionMinutes === '' ? undefined : Number(sessionMinutes);
      const connection = { ...endpoint, modelId, modelName, extraBody, sessionMinutes: length };
      const { sessionId } = await context.api.session.create(connection);
      // A failed test is no failure of this form: the page that follows tells how it went, or goes on.
      await context.apiFor(sessionId).session.testConnection();
      return redirect(steps.model.path, {
        headers: { 'set-cookie': context.sessionCookie(sessionId) },
      });
    } catch (error) {
      return refusedBecause(values, error);
    }
  }

  async function endInTheWay() {
    const { values } = readModelForm(form);
    await context.api.session.endInTheWay().catch(throwAsPage);
    return data({ values, problem: null, listed: null, isInTheWay: false, hasMadeRoom: true });
  }

  async function listModels() {
    const { values, endpoint, problem } = readModelForm(form);
    if (problem) return refused(values, problem);
    try {
      const listed = await context.api.session.listModels(endpoint);
      return data({ values, problem: null, listed, isInTheWay: false, hasMadeRoom: false });
    } catch (error) {
      return refusedBecause(values, error);
    }
  }

  function refused(values: ModelFormValues, problem: FormProblem, kind?: ProblemKind) {
    const isInTheWay = kind === 'session_limit';
    const shown = { values, problem, listed: null, isInTheWay, hasMadeRoom: false };
    return data(shown, { status: problem.status });
  }

  /** @throws the error itself when it is not a refusal */
  function refusedBecause(values: ModelFormValues, error: unknown) {
    const problem = problemOrThrow(context, error);
    return refused(values, formProblem(problem, connectionFieldLabels), problem.kind);
  }

  async function testConnection() {
    await context.api.session.testConnection().catch(throwAsPage);
    return redirect(steps.model.path);
  }

  async function stopTest() {
    await context.api.session.stopTest().catch(throwAsPage);
    return redirect(steps.model.path);
  }

  async function chooseModel(modelId: string) {
    await context.api.session.chooseModel({ modelId }).catch(throwAsPage);
    return testConnection();
  }

  async function probeContext(tokens: number) {
    await context.api.session.probeContext({ tokens }).catch(throwAsPage);
    return redirect(steps.model.path);
  }

  function throwAsPage(error: unknown): never {
    throwIfSessionEnded(context, error);
    throw error;
  }

  /** A session's endpoint never changes, so another one takes another session. */
  async function changeConnection(changeUrl = (endpointUrl: string) => endpointUrl) {
    const session = await requireSession(context);
    await context.api.session.delete();
    const endpointUrl = changeUrl(session.endpointUrl);
    return redirect(`${steps.model.path}?${queryOfSession({ ...session, endpointUrl })}`, {
      headers: { 'set-cookie': context.sessionCookie('') },
    });
  }
}

export default function Model() {
  const loaded = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { session, notice } = loaded;
  return (
    <>
      <StepHeading step="model" title={session ? 'Your model' : 'Connect your model'}>
        {!session && (
          <p>
            Any endpoint that speaks the OpenAI chat completions API will do: a provider, vLLM,
            Ollama, or a server of your own.
          </p>
        )}
      </StepHeading>
      <div className="mb-8 space-y-3 empty:hidden">
        {notice === 'connect' && !session && !refused && (
          <Notice title="Connect a model first">
            The steps after this one need a model to talk to.
          </Notice>
        )}
        {notice === 'test' && session && !session.connectionTested && (
          <Notice tone="warn" title="The connection has to work first">
            The steps after this one need an endpoint that has answered once.
          </Notice>
        )}
        {loaded.hasEnded && !refused && (
          <Notice title="Your last session has ended">
            Its key and results are gone. Connect a model to start a new one.
          </Notice>
        )}
      </div>
      {session ? (
        <ConnectedModel
          session={session}
          isSimulated={session.endpointUrl.startsWith(loaded.simulatedUrl ?? '\0')}
        />
      ) : (
        <ModelForm
          sessionLengths={loaded.sessionLengths}
          canEndSession={loaded.isLocalMode && (refused?.isInTheWay ?? false)}
          hasMadeRoom={refused?.hasMadeRoom ?? false}
          presets={loaded.presets}
          preset={loaded.preset}
          values={(refused?.values as ModelFormValues | undefined) ?? loaded.values}
          problem={refused?.problem ?? null}
          modelList={refused?.listed ?? null}
        />
      )}
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
