import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { stepMeta, steps } from '../lib/steps.ts';
import { requireSession, runNotFound, throwIfSessionEnded } from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepHeading } from '../shell/StepHeading.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { CallRecipeList } from '../ui/CallRecipeList.tsx';

type Loaded = Awaited<ReturnType<typeof loader>>;

export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  stepMeta(data?.step ?? 'batch')({ error });

export const handle: PageHandle<Loaded> = { isWide: true, step: ({ step }) => step };

/** A call to the endpoint as text: that of a result, of an answer, or of the connection test. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  await requireSession(context);
  const query = new URL(request.url).searchParams;
  const resultId = query.get('result');
  const messageId = query.get('answer');
  const run = query.get('run');
  const connectionId = query.get('connection') ?? undefined;
  try {
    if (resultId) {
      return {
        recipes: await context.api.batch.reproduce({ resultId }),
        step: 'batch' as const,
        subject: 'the call behind a result',
        back: `${steps.batch.path}${run ? `?${new URLSearchParams({ run, result: resultId })}` : ''}`,
      };
    }
    if (messageId) {
      return {
        recipes: await context.api.chat.reproduce({ messageId }),
        step: 'chat' as const,
        subject: 'the call behind an answer',
        back: steps.chat.path,
      };
    }
    return {
      recipes: await context.api.session.reproduce({ connectionId }),
      step: 'model' as const,
      subject: 'the question of the connection test',
      back: steps.model.path,
    };
  } catch (error) {
    throwIfSessionEnded(context, error);
    // An id that is none is as unknown as one that belongs to somebody else.
    if (context.foreseenProblem(error)) throw runNotFound();
    throw error;
  }
}

export default function Reproduce() {
  const { recipes, step, subject, back } = useLoaderData<typeof loader>();
  return (
    <>
      <StepHeading step={step} title="Reproduce it">
        <p>
          This is {subject}, as we send it to your endpoint. Run it yourself, or put it into a
          support ticket.
        </p>
      </StepHeading>
      <CallRecipeList recipes={recipes} heading="h2" />
      <div className="mt-8">
        <ButtonLink to={back}>Back</ButtonLink>
      </div>
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
