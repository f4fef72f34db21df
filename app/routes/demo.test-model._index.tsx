import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Form, useLoaderData, useNavigation } from '@remix-run/react';
import { ArrowRight } from 'lucide-react';
import { readSession } from '../lib/wizardSession.server.ts';
import { StepHeading } from '../shell/StepHeading.tsx';
import { stepMeta, steps } from '../shell/steps.ts';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Section } from '../ui/Section.tsx';

export const meta = stepMeta('welcome');

export async function loader({ context }: LoaderFunctionArgs) {
  const wizard = await readSession(context);
  const { simulated } = await context.api.session.presets();
  const session = wizard.state === 'live' ? wizard.session : null;
  return {
    connected: session && {
      name: session.modelName ?? session.modelId,
      next: session.connectionTested ? steps.batch.path : steps.model.path,
    },
    hasEnded: wizard.state === 'ended',
    offersSimulated: simulated !== null,
  };
}

/** Start over: whatever is left of a session goes, and so does its cookie. */
export async function action({ context }: ActionFunctionArgs) {
  const wizard = await readSession(context);
  if (wizard.state === 'live') await context.api.session.delete();
  return redirect(steps.domain.path, { headers: { 'set-cookie': context.sessionCookie('') } });
}

export default function Welcome() {
  const { connected, hasEnded, offersSimulated } = useLoaderData<typeof loader>();
  const isStartingOver = useNavigation().formMethod === 'POST';
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
            <Form method="post">
              <Button busy={isStartingOver} name="intent" value="start-over">
                Delete it and start over
              </Button>
            </Form>
          </>
        ) : (
          <ButtonLink to={steps.domain.path} variant="primary">
            Start
            <ArrowRight aria-hidden className="size-4" />
          </ButtonLink>
        )}
      </div>
      {offersSimulated && !connected && (
        <p className="mt-4 max-w-[62ch] text-muted">
          No model at hand? A built-in{' '}
          <strong className="font-medium text-ink">simulated model</strong> lets you go through all
          six steps without an account.
        </p>
      )}

      <div className="mt-14 grid gap-x-12 gap-y-10 md:grid-cols-[3fr_2fr]">
        <Section title="What you get">
          <dl className="grid gap-x-8 gap-y-5 xs:grid-cols-2">
            {gains.map(({ name, text }) => (
              <div key={name}>
                <dt className="font-medium">{name}</dt>
                <dd className="text-[0.9375rem] text-muted">{text}</dd>
              </div>
            ))}
          </dl>
        </Section>
        <Section title="What happens to your key">
          <ul className="space-y-3 text-[0.9375rem] text-muted">
            <li>It is stored encrypted (AES-256-GCM) and sent to your endpoint only.</li>
            <li>It is never shown again, not even to you, and is kept out of logs and exports.</li>
            <li>
              It is deleted with all results when the session ends, after one hour, or at once when
              you ask for it.
            </li>
          </ul>
        </Section>
      </div>
    </>
  );
}

const gains = [
  { name: 'Correctness', text: 'Answers checked against what they must contain.' },
  { name: 'Speed', text: 'Median, 95th and 99th percentile, and the time to the first word.' },
  { name: 'Reliability', text: 'Every failed call with its cause and a remedy.' },
  { name: 'A conversation', text: 'Your own model explains its own results.' },
  { name: 'The raw data', text: 'All answers as CSV or JSON, to keep.' },
  { name: 'A clean exit', text: 'One button deletes everything and shows the count.' },
];
