import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type LoaderFunctionArgs,
  replace,
} from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData } from '@remix-run/react';
import { formProblem } from '../lib/formProblem.ts';
import { stepMeta } from '../lib/steps.ts';
import {
  problemOrThrow,
  requireTestedSession,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { ChatSummary } from '../steps/chat/ChatSummary.tsx';
import { ConversationView } from '../steps/chat/ConversationView.tsx';
import {
  type ChatCommand,
  chatFieldLabels,
  chatPath,
  comparedIdsIn,
  readChatForm,
} from '../steps/chat/chatForm.ts';
import { chatForms } from '../steps/chat/chatForms.server.ts';
import { streamingMessage } from '../steps/chat/conversationState.ts';
import { loadChat } from '../steps/chat/loadChat.server.ts';
import { Notice } from '../ui/Notice.tsx';

export const meta = stepMeta('chat');

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  isWide: true,
  refreshSeconds: ({ messages }) => (streamingMessage(messages) ? 2 : 0),
};

export async function loader({ context, request }: LoaderFunctionArgs) {
  const session = await requireTestedSession(context);
  return loadChat(context, session, new URL(request.url).searchParams);
}

/** Which question is being edited is known without asking the server. */
export function shouldRevalidate({
  currentUrl,
  nextUrl,
  formMethod,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs) {
  const isSamePage = currentUrl.pathname === nextUrl.pathname && currentUrl.href !== nextUrl.href;
  const isSameTopic = ['discuss', 'candidate', 'baseline'].every(
    (name) => currentUrl.searchParams.get(name) === nextUrl.searchParams.get(name),
  );
  return isSamePage && isSameTopic && !formMethod ? false : defaultShouldRevalidate;
}

export async function action({ context, request }: ActionFunctionArgs) {
  const command = readChatForm((await context.readForm(chatForms)).form);
  try {
    await callApi(context, command);
    return replace(chatPath(comparedIdsIn(new URL(request.url).searchParams)));
  } catch (error) {
    throwIfSessionEnded(context, error);
    const problem = formProblem(problemOrThrow(context, error), chatFieldLabels);
    return data({ command, problem }, { status: problem.status });
  }
}

export default function Chat() {
  const { modelName, describes, messages, runs, run, metrics, suggestions, ...topic } =
    useLoaderData<typeof loader>();
  const { discussed, compared, pageKey } = topic;
  const refused = useActionData<typeof action>();
  return (
    <>
      <StepHeading step="chat" title="Ask your model about its results">
        <p>
          You are talking to{' '}
          <bdi>
            <strong className="font-medium text-ink wrap-anywhere">{modelName}</strong>
          </bdi>
          . It describes {describes}, and may be wrong about them like about anything else: figures
          that it quotes are checked against the database.
        </p>
      </StepHeading>
      {!run && (
        <div className="mb-8">
          <Notice title="There are no results to talk about yet">
            Start a run first, or just say hello.
          </Notice>
        </div>
      )}
      <div className="grid gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_17rem] 2xl:grid-cols-[minmax(0,1fr)_22rem]">
        <ConversationView
          modelName={modelName}
          loaded={messages}
          runs={runs}
          suggestions={suggestions}
          discussed={discussed}
          compared={compared}
          initialRefusal={refused ?? null}
          pageKey={pageKey}
        />
        <ChatSummary
          run={run}
          isOfSeveral={runs.some(({ modelName }) => modelName !== run?.modelName)}
          metrics={metrics}
        />
      </div>
      <StepFooter back="batch" next="export" primary={messages.length > 0} />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';

async function callApi({ api: { chat } }: AppLoadContext, command: ChatCommand): Promise<void> {
  switch (command.intent) {
    case 'ask': {
      const { intent: _, ...input } = command;
      await chat.send(input);
      return;
    }
    case 'edit': {
      const { intent: _, ...input } = command;
      await chat.edit(input);
      return;
    }
    case 'regenerate':
      await chat.regenerate({ messageId: command.messageId });
      return;
    case 'stop':
      await chat.stop({ messageId: command.messageId });
      return;
    case 'new':
      await chat.newConversation();
  }
}
