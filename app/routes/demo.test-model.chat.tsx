import { type ActionFunctionArgs, data, type LoaderFunctionArgs, replace } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Notice } from '../components/ui/Notice.tsx';
import { ChatSummary } from '../components/wizard/ChatSummary.tsx';
import { Conversation } from '../components/wizard/Conversation.tsx';
import { StepFooter } from '../components/wizard/StepFooter.tsx';
import { StepHeading } from '../components/wizard/StepHeading.tsx';
import { streamingMessage } from '../lib/answerStreamState.ts';
import { formProblem } from '../lib/formProblem.ts';
import type { PageHandle } from '../lib/pageHandle.ts';
import { stepMeta, steps } from '../lib/steps.ts';
import { suggestQuestions } from '../lib/suggestedQuestions.ts';
import { requireTestedSession, throwIfSessionEnded } from '../lib/wizardSession.server.ts';

export const meta = stepMeta('chat');

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  wide: true,
  refreshSeconds: ({ messages }) => (streamingMessage(messages) ? 2 : 0),
};

export async function loader({ context }: LoaderFunctionArgs) {
  const { api } = context;
  const session = await requireTestedSession(context);
  const [messages, runs] = await Promise.all([api.chat.list(), api.batch.list()]);
  const run = runs[0] ?? null;
  const scope = run ? { testRunId: run.id } : {};
  const [metrics, { results }] = await Promise.all([
    api.batch.metrics(scope),
    api.batch.results({ ...scope, limit: 200 }),
  ]);
  return {
    modelName: session.modelName ?? session.modelId,
    messages,
    run,
    metrics,
    suggestions: suggestQuestions(metrics, results),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = await request.formData();
  const content = String(form.get('content') ?? '');
  try {
    if (form.get('intent') === 'stop') {
      await context.api.chat.stop({ messageId: String(form.get('messageId')) });
    } else {
      await context.api.chat.send({ content });
    }
    return replace(steps.chat.path);
  } catch (error) {
    throwIfSessionEnded(error);
    const problem = formProblem(error, { content: 'Your question' });
    return data({ content, problem }, { status: problem.status });
  }
}

export default function Chat() {
  const { modelName, messages, run, metrics, suggestions } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <StepHeading step="chat" title="Ask your model about its results">
        <p>
          You are talking to <strong className="font-medium text-ink">{modelName}</strong>. It
          describes its own results, and may be wrong about them like about anything else.
        </p>
      </StepHeading>
      {!run && (
        <div className="mb-8">
          <Notice title="There are no results to talk about yet">
            Run the batch test first, or just say hello.
          </Notice>
        </div>
      )}
      <div className="grid gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_17rem] 2xl:grid-cols-[minmax(0,1fr)_22rem]">
        <Conversation
          modelName={modelName}
          loaded={messages}
          suggestions={suggestions}
          refused={refused ?? null}
        />
        <ChatSummary run={run} metrics={metrics} />
      </div>
      <StepFooter back="batch" next="export" primary={messages.length > 0} />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../components/wizard/StepErrorBoundary.tsx';
