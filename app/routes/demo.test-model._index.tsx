import {
  type ActionFunctionArgs,
  type AppLoadContext,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ArrowRight } from 'lucide-react';
import { displayName } from '../../contract/displayName.ts';
import type { Session } from '../lib/api.ts';
import { listed } from '../lib/format.ts';
import { stepMeta, steps } from '../lib/steps.ts';
import { readSession } from '../lib/wizardSession.server.ts';
import { StepHeading } from '../shell/StepHeading.tsx';
import { EndSessionQuestion } from '../steps/export/EndSessionQuestion.tsx';
import { loadSessionContents } from '../steps/export/loadSessionContents.server.ts';
import { SimulatedPairForm } from '../steps/model/SimulatedPairForm.tsx';
import { Benefits } from '../steps/welcome/Benefits.tsx';
import { KeyHandling } from '../steps/welcome/KeyHandling.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';

export const meta = stepMeta('welcome');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const wizard = await readSession(context);
  const { simulated } = await context.api.session.presets();
  const session = wizard.state === 'live' ? wizard.session : null;
  const isEndAsked = new URL(request.url).searchParams.has('end');
  return {
    ending: session && isEndAsked ? await loadEnding(context, session) : null,
    connected: session && {
      name: listed(session.connections.map(displayName)),
      next: session.connectionTested ? steps.batch.path : steps.model.path,
    },
    hasEnded: wizard.state === 'ended',
    offersSimulated: simulated !== null,
  };
}

/** Starts over: whatever is left of a session goes, and so does its cookie. */
export async function action({ context }: ActionFunctionArgs) {
  const wizard = await readSession(context);
  if (wizard.state === 'live') await context.api.session.delete();
  return redirect(steps.domain.path, { headers: { 'set-cookie': context.sessionCookie('') } });
}

export default function Welcome() {
  const { connected, ending, hasEnded, offersSimulated } = useLoaderData<typeof loader>();
  return (
    <>
      <StepHeading step="welcome" title="Is your model any good?">
        <p>
          Connect a fine-tuned or self-hosted model that speaks the OpenAI chat API. BYOM sends it a
          set of test prompts, measures how fast and how correctly it answers, and lets you talk to
          it about the results. It takes about ten minutes.
        </p>
      </StepHeading>

      {hasEnded && (
        <div className="mb-8">
          <Notice title="Your last session has ended">
            Its key and results are gone. Start whenever you like.
          </Notice>
        </div>
      )}
      <div className="flex flex-wrap gap-3">
        {connected ? (
          <>
            <ButtonLink to={connected.next} variant="primary" className="wrap-anywhere">
              Continue with {connected.name}
              <ArrowRight aria-hidden className="size-4 shrink-0" />
            </ButtonLink>
            {!ending && (
              <ButtonLink to={`${steps.welcome.path}?end`} preventScrollReset>
                End this session
              </ButtonLink>
            )}
          </>
        ) : (
          <ButtonLink to={steps.domain.path} variant="primary">
            Start
            <ArrowRight aria-hidden className="size-4" />
          </ButtonLink>
        )}
      </div>
      {ending && (
        <div className="mt-6">
          <EndSessionQuestion {...ending} keepLink={steps.welcome.path} />
        </div>
      )}
      {offersSimulated && !connected && (
        <div className="mt-8 max-w-[62ch]">
          <p className="mb-3 text-muted">
            No model at hand? Two built-in{' '}
            <strong className="font-medium text-ink">simulated models</strong>, a better and a worse
            one, let you see a comparison without an account.
          </p>
          <SimulatedPairForm />
        </div>
      )}

      <div className="mt-14 grid gap-x-12 gap-y-10 md:grid-cols-[3fr_2fr]">
        <Benefits />
        <KeyHandling />
      </div>
    </>
  );
}

async function loadEnding(context: AppLoadContext, session: Session) {
  const { runs, ...contents } = await loadSessionContents(context, session);
  return { ...contents, runs: runs.length };
}
