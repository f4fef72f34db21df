import { Form } from '@remix-run/react';
import { useRef } from 'react';
import type { ProviderPreset } from '../../lib/api.ts';
import { addLink, COMPARE_ID } from '../../lib/modelStepLinks.ts';
import { steps } from '../../lib/steps.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { DefaultSubmit } from '../../ui/DefaultSubmit.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { ConnectButton } from './ConnectButton.tsx';
import { ConnectionFields, newKeyHint } from './ConnectionFields.tsx';
import type { ModelFormAnswer, ModelFormValues } from './modelForm.ts';
import { PresetChoice } from './PresetChoice.tsx';
import { useFieldFocus } from './useFieldFocus.ts';

/** Asks for another model of the session, with an address and a key of its own. */
export function AnotherEndpointForm({
  presets,
  preset,
  values,
  answer,
}: {
  presets: ProviderPreset[];
  preset: ProviderPreset | null;
  values: ModelFormValues;
  /** What came of the form that was sent. */
  answer: ModelFormAnswer | undefined;
}) {
  const form = useRef<HTMLFormElement>(null);
  const problem = answer?.problem ?? null;
  useFieldFocus(form, problem, 'endpointUrl');
  return (
    <Section
      title="Compare with a model at another endpoint"
      id={COMPARE_ID}
      className="scroll-mt-4"
    >
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[2fr_3fr]">
        <PresetChoice presets={presets} selected={preset} linkTo={addLink} level={3} />
        <Section title="Connection" level={3}>
          {/* A new preset brings new defaults, which inputs take only when they are new too. */}
          <Form
            ref={form}
            key={preset?.provider ?? 'own'}
            method="post"
            preventScrollReset
            className="space-y-6"
            noValidate
          >
            <DefaultSubmit name="intent" value="add" />
            {problem?.formError && (
              <Notice tone="bad" title="The model was not connected">
                {problem.formError}
              </Notice>
            )}
            <ConnectionFields
              values={values}
              errors={problem?.fieldErrors ?? {}}
              modelList={answer?.listed ?? null}
              presets={presets}
              // A preset that has something in them shows it.
              isOpen={values.headers !== '' || values.extraBody !== ''}
              apiKey={{ hint: newKeyHint(preset), isRequired: preset?.needsKey }}
            />
            <ConnectButton intent="add">
              <ButtonLink to={steps.model.path} variant="quiet" preventScrollReset>
                Cancel
              </ButtonLink>
            </ConnectButton>
          </Form>
        </Section>
      </div>
    </Section>
  );
}
