import { Form, useNavigation } from '@remix-run/react';
import { useRef } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import { type SessionLengths, sessionLengthText } from '../../../contract/sessionLength.ts';
import type { ProviderPreset } from '../../lib/api.ts';
import { steps } from '../../lib/steps.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { DefaultSubmit } from '../../ui/DefaultSubmit.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { ConnectButton } from './ConnectButton.tsx';
import { ConnectionFields, newKeyHint } from './ConnectionFields.tsx';
import { LocalServers } from './LocalServers.tsx';
import type { ModelFormAnswer, ModelFormValues } from './modelForm.ts';
import { PresetChoice } from './PresetChoice.tsx';
import { SimulatedPairForm } from './SimulatedPairForm.tsx';
import { useFieldFocus } from './useFieldFocus.ts';

/** Asks for endpoint, key and model of the first connection, which opens a session. */
export function ModelForm({
  presets,
  preset,
  values,
  answer,
  sessionLengths,
  offersSimulated,
  chosenModel,
  isLocalMode,
}: {
  presets: ProviderPreset[];
  preset: ProviderPreset | null;
  values: ModelFormValues;
  /** What came of the form that was sent. */
  answer: ModelFormAnswer | undefined;
  sessionLengths: SessionLengths;
  offersSimulated: boolean;
  /** The model of the preset that the address names; null for its example. */
  chosenModel: string | null;
  /** Whether servers of this machine can be looked for, and a session that is in the way be ended. */
  isLocalMode: boolean;
}) {
  const { formData } = useNavigation();
  const form = useRef<HTMLFormElement>(null);
  const problem = answer?.problem ?? null;
  useFieldFocus(form, problem);
  const errors = problem?.fieldErrors ?? {};

  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[2fr_3fr]">
      <PresetChoice presets={presets} selected={preset} linkTo={(name) => `?preset=${name}`}>
        {offersSimulated && (
          <>
            <SimulatedPairForm />
            <p className="mt-1.5 text-sm text-muted">
              A better and a worse one, to see a comparison without an account.
            </p>
          </>
        )}
        {isLocalMode && <LocalServers found={answer?.localServers ?? null} />}
      </PresetChoice>
      <Section title="Connection">
        {/* A new preset brings new defaults, which inputs take only when they are new too. */}
        <Form
          ref={form}
          key={`${preset?.provider ?? 'own'} ${chosenModel ?? ''}`}
          method="post"
          className="space-y-6"
          noValidate
        >
          <DefaultSubmit name="intent" value="connect" />
          {problem?.formError && (
            <Notice tone="bad" title="The model was not connected">
              {problem.formError}
            </Notice>
          )}
          {isLocalMode && answer?.inTheWay === 'found' && (
            <p className="flex flex-wrap items-center gap-3">
              <Button
                name="intent"
                value="ask-in-the-way"
                busy={formData?.get('intent') === 'ask-in-the-way'}
              >
                End that session
              </Button>
              <span className="text-sm text-muted">You are asked once more.</span>
            </p>
          )}
          {isLocalMode && answer?.inTheWay === 'asked' && (
            <div role="alert" className="rounded-md border border-bad px-4 py-3">
              <p className="font-medium">End that session?</p>
              <p className="mt-1 text-[0.9375rem]">
                This deletes its keys, its runs and all their results for good, and may be the work
                of another window.
              </p>
              <p className="mt-4 flex flex-wrap gap-3">
                <Button
                  variant="danger"
                  name="intent"
                  value="end-in-the-way"
                  busy={formData?.get('intent') === 'end-in-the-way'}
                >
                  End it and delete everything
                </Button>
                <ButtonLink to={steps.model.path}>Keep it</ButtonLink>
              </p>
            </div>
          )}
          {answer?.inTheWay === 'ended' && (
            <Notice title="The other session is gone">
              Its key and results were deleted. Enter the key again and connect.
            </Notice>
          )}
          <ConnectionFields
            values={values}
            errors={errors}
            modelList={answer?.listed ?? null}
            presets={presets}
            // A preset that has something in them shows it.
            isOpen={values.headers !== '' || values.extraBody !== ''}
            apiKey={{ hint: newKeyHint(preset), isRequired: preset?.needsKey }}
          />
          {sessionLengths.offered.length > 1 && (
            <SelectField
              label={connectionFieldLabels.sessionMinutes}
              name="sessionMinutes"
              defaultValue={values.sessionMinutes || sessionLengths.default}
              error={errors.sessionMinutes}
              hint="Then key and results are deleted. It cannot be changed later."
            >
              {sessionLengths.offered.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {sessionLengthText(minutes)}
                </option>
              ))}
            </SelectField>
          )}
          <ConnectButton intent="connect" />
        </Form>
      </Section>
    </div>
  );
}
