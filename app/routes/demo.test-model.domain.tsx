import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Form, useLoaderData, useNavigation, useSubmit } from '@remix-run/react';
import { ArrowRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { stepMeta, steps } from '../lib/steps.ts';
import { readSession } from '../lib/wizardSession.server.ts';
import { StepHeading } from '../shell/StepHeading.tsx';
import { OwnPromptsPreview, SuitePreview } from '../steps/suite/SuitePreview.tsx';
import {
  difficultyChoices,
  domainChoices,
  type SuiteChoice,
  toSuiteChoice,
} from '../steps/suite/suiteChoice.ts';
import { suiteChoiceForm } from '../steps/suite/suiteChoiceForm.server.ts';
import { readSuiteChoice, writeSuiteChoice } from '../steps/suite/suiteCookie.server.ts';
import { Button } from '../ui/Button.tsx';
import { RadioCard } from '../ui/RadioCard.tsx';

export const meta = stepMeta('domain');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const fromQuery = Object.fromEntries(new URL(request.url).searchParams);
  const remembered = await readSuiteChoice(request);
  const choice = toSuiteChoice({ ...remembered, ...fromQuery });
  const suites = await context.api.suite.list();
  const suite = suites.find(
    ({ taskDomain, difficulty }) =>
      taskDomain === choice.domain && difficulty === choice.difficulty,
  );
  return {
    choice,
    suite: suite ? await context.api.suite.get({ testSuiteId: suite.id }) : null,
  };
}

/** Remembers the choice and goes on: to the model, or straight to the run if one is connected. */
export async function action({ context }: ActionFunctionArgs) {
  const { fields: choice } = await context.readForm(suiteChoiceForm);
  const wizard = await readSession(context);
  const isReady = wizard.state === 'live' && wizard.session.connectionTested;
  return redirect(isReady ? `${steps.batch.path}?new` : steps.model.path, {
    headers: { 'set-cookie': await writeSuiteChoice(choice) },
  });
}

export default function Domain() {
  const { choice: loaded, suite } = useLoaderData<typeof loader>();
  const navigation = useNavigation();
  const submit = useSubmit();
  const [choice, setChoice] = useState(loaded);
  // Back and forward bring another choice with the address.
  useEffect(() => setChoice(loaded), [loaded]);
  const preview = (change: Partial<SuiteChoice>) => {
    const next = { ...choice, ...change };
    setChoice(next);
    submit({ ...next }, { method: 'get', replace: true, preventScrollReset: true });
  };
  const isOwn = choice.domain === 'own';

  return (
    <>
      <StepHeading step="domain" title="What should it be good at?">
        <p>
          Choose the kind of task and how hard it should be. Each suite holds a set of prompts made
          for this test, most of them with an answer that can be checked.
        </p>
      </StepHeading>
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[3fr_2fr]">
        <Form method="post" className="space-y-8">
          <fieldset>
            <legend className="mb-3 font-semibold">Task domain</legend>
            <div className="grid gap-3 sm:grid-cols-2">
              {domainChoices.map((option) => (
                <RadioCard
                  key={option.value}
                  name="domain"
                  {...option}
                  checked={choice.domain === option.value}
                  onChange={() => preview({ domain: option.value })}
                />
              ))}
            </div>
          </fieldset>
          <fieldset>
            <legend className="mb-3 font-semibold">Difficulty</legend>
            <div className="grid gap-3 sm:grid-cols-3">
              {difficultyChoices.map((option) => (
                <RadioCard
                  key={option.value}
                  name="difficulty"
                  {...option}
                  checked={choice.difficulty === option.value}
                  onChange={() => preview({ difficulty: option.value })}
                />
              ))}
            </div>
            {isOwn && (
              <p className="mt-3 text-sm text-muted">
                Your own prompts have the difficulty that you give them; this choice does not apply.
              </p>
            )}
          </fieldset>
          <div className="flex flex-wrap gap-3">
            <Button variant="primary" busy={navigation.formMethod === 'POST'}>
              Continue
              <ArrowRight aria-hidden className="size-4" />
            </Button>
            <noscript>
              <button
                type="submit"
                formMethod="get"
                className="min-h-11 cursor-pointer rounded-md border border-edge px-4"
              >
                Show this suite
              </button>
            </noscript>
          </div>
        </Form>
        <div aria-live="polite" className={navigation.state === 'idle' ? '' : 'opacity-60'}>
          {suite ? <SuitePreview suite={suite} /> : <OwnPromptsPreview />}
        </div>
      </div>
    </>
  );
}
