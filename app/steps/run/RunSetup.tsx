import { Form, Link, useNavigation } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { MAX_PROMPTS, OWN_PROMPTS_LABEL } from '../../../contract/suites.ts';
import type { Connection, RunEstimate, Suite } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { groupSuites, suitePath, suiteTitle } from '../suite/suiteChoice.ts';
import { EstimatePanel } from './EstimatePanel.tsx';
import { ModelsFields } from './ModelsFields.tsx';
import { OwnPrompts } from './OwnPrompts.tsx';
import { RunSettingsFields } from './RunSettingsFields.tsx';
import { OWN_PROMPTS, type RunFormValues, runFieldLabels } from './runForm.ts';
import { useEstimate } from './useEstimate.ts';

/** Asks what to run and how, and starts it. */
export function RunSetup({
  suites,
  connections,
  values,
  idempotencyKey,
  problem,
  estimate: loadedEstimate,
}: {
  suites: Suite[];
  connections: Connection[];
  values: RunFormValues;
  idempotencyKey: string;
  problem: FormProblem | null;
  estimate: RunEstimate | null;
}) {
  const [selectedSuite, selectSuite] = useState(values.suite);
  const isStarting = useNavigation().formMethod === 'POST';
  const form = useRef<HTMLFormElement>(null);
  const estimate = useEstimate(form, loadedEstimate);
  const isHydrated = useHydrated();
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [problem]);
  const errors = problem?.fieldErrors ?? {};
  const suite = suites.find(({ id }) => id === selectedSuite);

  return (
    <Form ref={form} method="post" noValidate>
      {/* A double click, or a form sent again, starts one run. */}
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      {values.earlier && (
        <>
          <input type="hidden" name="earlier" value={values.earlier.value} />
          <input type="hidden" name="earlierCount" value={values.earlier.promptCount} />
        </>
      )}
      {problem && (
        <div className="mb-8">
          <Notice tone="bad" title="The run was not started">
            {problem.formError ?? 'Look at the marked fields.'}
          </Notice>
        </div>
      )}
      {/* Sending by Enter must start the run, not press the first button that stands in the form. */}
      <button
        type="submit"
        name="intent"
        value="start"
        tabIndex={-1}
        className="sr-only"
        aria-hidden
      >
        Start
      </button>
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[3fr_2fr] lg:grid-rows-[auto_1fr]">
        <div className="space-y-10">
          {values.models && (
            <ModelsFields connections={connections} values={values.models} errors={errors} />
          )}
          <Section title="Prompts">
            <div className="space-y-6">
              <SelectField
                label={runFieldLabels.testSuiteId}
                name="suite"
                value={selectedSuite}
                onChange={(event) => selectSuite(event.target.value)}
                error={errors.testSuiteId}
                hint={suite?.description ?? 'The prompts that you enter below.'}
              >
                {groupSuites(suites).map(([group, ofGroup]) => (
                  <optgroup key={group} label={group}>
                    {ofGroup.map((each) => (
                      <option key={each.id} value={each.id}>
                        {suiteTitle(each)} ({plural(each.promptCount, 'prompt')})
                      </option>
                    ))}
                  </optgroup>
                ))}
                {values.earlier && (
                  <option value={values.earlier.value}>
                    The same prompts as before ({plural(values.earlier.promptCount, 'prompt')})
                  </option>
                )}
                <option value={OWN_PROMPTS}>{OWN_PROMPTS_LABEL}</option>
              </SelectField>
              <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
                {suite?.kind === 'own' && (
                  <Link to={suitePath(suite.id)} className="link">
                    Look at this suite, or change its graders
                  </Link>
                )}
                <Link to={suitePath('new')} className="link">
                  Import a suite from a file
                </Link>
              </p>
              <TextField
                label={runFieldLabels.promptLimit}
                name="promptLimit"
                type="number"
                min={1}
                max={suite?.promptCount ?? MAX_PROMPTS}
                defaultValue={values.promptLimit}
                placeholder={suite ? `all ${suite.promptCount}` : 'all'}
                error={errors.promptLimit}
                hint="Only the first so many are run. Empty means all."
                className="max-w-60"
              />
              <OwnPrompts
                isSelected={selectedSuite === OWN_PROMPTS}
                value={values.prompts}
                error={errors.prompts}
              />
            </div>
          </Section>
        </div>
        <Section title="Estimate" className="lg:col-start-1 lg:row-start-2">
          <EstimatePanel estimate={estimate} />
          <div className="mt-8 flex flex-wrap items-center gap-4">
            <Button variant="primary" busy={isStarting} name="intent" value="start">
              Start the run
            </Button>
            {!isHydrated && (
              <Button name="intent" value="estimate">
                Estimate
              </Button>
            )}
            <a href="#settings" className="link text-[0.9375rem] lg:hidden">
              Change pace and settings
            </a>
          </div>
        </Section>
        <div id="settings" className="scroll-mt-4 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <RunSettingsFields values={values.settings} errors={errors} />
        </div>
      </div>
    </Form>
  );
}
