import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import type { Session } from '../lib/api.ts';
import { LazyPart } from '../lib/LazyPart.tsx';
import { stepMeta } from '../lib/steps.ts';
import { readSession, throwIfSessionEnded } from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepHeading } from '../shell/StepHeading.tsx';
import { readDeletion } from '../steps/export/deletionCookie.server.ts';
import { AnotherEndpointForm } from '../steps/model/AnotherEndpointForm.tsx';
import * as adapter from '../steps/model/adapterActions.server.ts';
import { CompareSection } from '../steps/model/CompareSection.tsx';
import { ConnectedModels } from '../steps/model/ConnectedModels.tsx';
import type { OpenCardForm } from '../steps/model/ConnectionCard.tsx';
import * as card from '../steps/model/cardActions.server.ts';
import { checkablePairs, isRunning } from '../steps/model/checkablePairs.ts';
import * as connecting from '../steps/model/connectActions.server.ts';
import { valuesOfConnection } from '../steps/model/editForm.ts';
import { listModels } from '../steps/model/listModelsAction.server.ts';
import { ModelForm } from '../steps/model/ModelForm.tsx';
import { ModelNotice } from '../steps/model/ModelNotice.tsx';
import { type ModelFormAnswer, valuesOfPreset } from '../steps/model/modelForm.ts';
import { modelForms } from '../steps/model/modelForms.server.ts';
import { adapterCheckSection } from '../steps/model/modelParts.ts';

export const meta = stepMeta('model');

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  // Who is filling in a form is not disturbed.
  refreshSeconds: ({ session, checks, openForm, isAdding }) => {
    if (openForm || isAdding) return 0;
    const isTesting = session?.connections.some(({ pendingTest }) => pendingTest);
    return isTesting || checks.some(isRunning) ? 2 : 0;
  },
};

/** Ids of models are shorter. */
const MAX_CHOSEN_MODEL_LENGTH = 300;

export async function loader({ context, request }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const [wizard, { presets, simulated, sessionLengths, isLocalMode }] = await Promise.all([
    readSession(context),
    context.api.session.presets(),
  ]);
  const offered = simulated ? [simulated, ...presets] : presets;
  const preset = offered.find(({ provider }) => provider === query.get('preset')) ?? null;
  const chosenModel = query.get('model')?.slice(0, MAX_CHOSEN_MODEL_LENGTH) ?? null;
  const session = wizard.state === 'live' ? wizard.session : null;
  const holdsSeveral = session !== null && session.connections.length > 1;
  return {
    session,
    checks: holdsSeveral ? await loadChecks(context) : [],
    hasEnded: wizard.state === 'ended',
    notice: await noticeOf(query, request, session),
    presets: offered,
    preset,
    simulatedUrl: simulated?.baseUrl ?? null,
    sessionLengths,
    isLocalMode,
    chosenModel,
    values: valuesOfPreset(preset, chosenModel),
    retryInMs: retryWaits(session),
    openForm: session && openCardForm(session, query),
    isAdding: query.has('add'),
  };
}

/** A link into a session that was deleted leads here like one of somebody who never had any. */
async function noticeOf(query: URLSearchParams, request: Request, session: Session | null) {
  const notice = query.get('notice');
  const isDeleted = notice === 'connect' && !session && (await readDeletion(request));
  return isDeleted ? 'deleted' : notice;
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { fields, form } = await context.readForm(modelForms);
  switch (fields.intent) {
    case 'connect':
      return connecting.connect(context, form);
    case 'connect-simulated':
      return connecting.connectSimulated(context);
    case 'find-local':
      return connecting.findLocal(context);
    case 'ask-in-the-way':
      return connecting.askInTheWay(form);
    case 'end-in-the-way':
      return connecting.endInTheWay(context, form);
    case 'add':
      return connecting.add(context, form);
    case 'add-listed':
      return connecting.addListed(context, fields);
    case 'list-models':
      return listModels(context, form, fields);
    case 'test':
      return card.testConnection(context, fields);
    case 'stop-test':
      return card.stopTest(context, fields);
    case 'edit-key':
      return card.editKey(context, fields);
    case 'choose-model':
      return card.chooseModel(context, fields);
    case 'probe-context':
      return card.probeContext(context, fields);
    case 'check-adapter':
      return adapter.checkAdapter({ context, request }, fields);
    case 'stop-adapter-check':
      return adapter.stopAdapterCheck(context);
    case 'edit':
      return card.edit(context, form, fields);
    case 'give-role':
      return card.giveRole(context, fields);
    case 'remove':
      return card.remove(context, fields);
  }
}

export default function Model() {
  const loaded = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() as ModelFormAnswer | undefined;
  const { session, openForm, isAdding, presets, preset } = loaded;
  const values = answer?.values ?? loaded.values;
  if (!session) {
    return (
      <>
        <StepHeading step="model" title="Connect your model">
          <p>
            Any endpoint that speaks the OpenAI chat completions API will do: a provider, vLLM,
            Ollama, or a server of your own.
          </p>
        </StepHeading>
        {!answer && <ModelNotice notice={loaded.notice} hasEnded={loaded.hasEnded} />}
        <ModelForm
          presets={presets}
          preset={preset}
          values={values}
          answer={answer}
          sessionLengths={loaded.sessionLengths}
          offersSimulated={loaded.simulatedUrl !== null}
          chosenModel={loaded.chosenModel}
          isLocalMode={loaded.isLocalMode}
        />
      </>
    );
  }
  const { connections } = session;
  const pairs = checkablePairs(connections, loaded.checks);
  return (
    <>
      <StepHeading step="model" title={connections.length > 1 ? 'Your models' : 'Your model'} />
      <ModelNotice notice={loaded.notice} isTested={session.connectionTested} />
      <ConnectedModels
        session={session}
        simulatedUrl={loaded.simulatedUrl}
        openForm={openForm}
        retryInMs={loaded.retryInMs}
        isAdding={isAdding}
        answer={answer}
      >
        {pairs.length > 0 && !openForm && !isAdding && (
          <LazyPart component={adapterCheckSection} props={{ pairs }} />
        )}
        {isAdding ? (
          <AnotherEndpointForm presets={presets} preset={preset} values={values} answer={answer} />
        ) : (
          !openForm &&
          connections.some(({ connectionTested }) => connectionTested) && (
            <CompareSection
              connections={connections}
              problem={answer?.refusedKeyOf ? null : (answer?.problem ?? null)}
            />
          )
        )}
      </ConnectedModels>
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';

function loadChecks(context: AppLoadContext) {
  return context.api.adapterCheck.list().catch((error: unknown) => {
    throwIfSessionEnded(context, error);
    throw error;
  });
}

/** How long each endpoint that said so wants to be left alone, by its connection. */
function retryWaits(session: Session | null): Record<string, number> {
  return Object.fromEntries(
    (session?.connections ?? []).flatMap(({ connectionId, connectionReport: report }) => {
      if (!report?.retryAt) return [];
      return [[connectionId, Math.max(0, Date.parse(report.retryAt) - Date.now())]];
    }),
  );
}

/** The form of a card that the address names. */
function openCardForm({ connections }: Session, query: URLSearchParams): OpenCardForm | null {
  const named = (name: string) =>
    connections.find(({ connectionId }) => connectionId === query.get(name));
  const removed = connections.length > 1 && named('remove');
  if (removed) return { kind: 'remove', connectionId: removed.connectionId };
  const edited = named('edit');
  if (!edited) return null;
  const values = valuesOfConnection(edited);
  return {
    kind: 'edit',
    connectionId: edited.connectionId,
    values: { ...values, endpointUrl: query.get('endpointUrl') ?? values.endpointUrl },
    opensAt: query.get('field') ?? 'endpointUrl',
  };
}
