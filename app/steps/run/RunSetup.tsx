import { Form, useNavigation } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { Connection, RunEstimate, Suite } from '../../lib/api.ts';
import { formatDuration } from '../../lib/format.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { useEnteredBefore } from '../../lib/useEnteredBefore.ts';
import { Notice } from '../../ui/Notice.tsx';
import { FoldedSection } from '../../ui/Section.tsx';
import { EstimatePanel } from './EstimatePanel.tsx';
import { ModelsFields } from './ModelsFields.tsx';
import { OwnPrompts } from './OwnPrompts.tsx';
import { OWN_PROMPTS, type RunFormValues } from './runForm.ts';
import { SettingsDrawer } from './SettingsDrawer.tsx';
import { StartBar } from './StartBar.tsx';
import { SuiteField } from './SuiteField.tsx';
import { useEstimate } from './useEstimate.ts';

/** Asks what to run and with which models, and starts it; how the models are called is folded up. */
export function RunSetup({
  suites,
  connections,
  values,
  idempotencyKey,
  problem,
  isShownAgain,
  estimate: loadedEstimate,
}: {
  suites: Suite[];
  connections: Connection[];
  values: RunFormValues;
  idempotencyKey: string;
  problem: FormProblem | null;
  /** The form was sent for something to be worked out, from within its settings. */
  isShownAgain: boolean;
  estimate: RunEstimate | null;
}) {
  const [selectedSuite, selectSuite] = useState(values.suite);
  const isStarting = useNavigation().formMethod === 'POST';
  const form = useRef<HTMLFormElement>(null);
  const estimate = useEstimate(form, loadedEstimate);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [problem]);
  useEnteredBefore(form);
  const errors = problem?.fieldErrors ?? {};
  const isOwn = selectedSuite === OWN_PROMPTS;

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
      <div className="space-y-6">
        <div className="grid gap-x-12 gap-y-6 lg:grid-cols-2">
          <SuiteField
            suites={suites}
            earlier={values.earlier}
            selected={selectedSuite}
            onSelect={selectSuite}
            error={errors.testSuiteId}
            estimate={estimate}
          />
          <ModelsFields connections={connections} values={values.models} error={errors.models} />
        </div>
        <OwnPrompts isSelected={isOwn} value={values.prompts} error={errors.prompts} />
        <SettingsDrawer
          form={form}
          connections={connections}
          values={values}
          errors={errors}
          suite={suites.find(({ id }) => id === selectedSuite)}
          isShownAgain={isShownAgain}
        />
        {estimate && (
          <FoldedSection title="Estimate" isOpen={isShownAgain}>
            <EstimatePanel estimate={estimate} />
          </FoldedSection>
        )}
        {estimate?.outlastsSession && (
          <Notice tone="warn" title="Longer than the session">
            The session ends in {formatDuration(estimate.sessionLeftMs)}, and the run with it. Ask
            fewer prompts, or connect the model anew for a longer session.
          </Notice>
        )}
      </div>
      <StartBar estimate={estimate} isStarting={isStarting} />
    </Form>
  );
}
