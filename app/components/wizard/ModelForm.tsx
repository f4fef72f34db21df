import { Form, useNavigation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { Preset } from '../../lib/api.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { type ModelFormValues, modelFieldLabels } from '../../lib/modelForm.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Section } from '../ui/Section.tsx';
import { PresetChoice } from './PresetChoice.tsx';

/** Asks for endpoint, key and model. The key's field starts empty every time, also after an error. */
export function ModelForm({
  presets,
  preset,
  values,
  problem,
}: {
  presets: Preset[];
  preset: Preset | null;
  values: ModelFormValues;
  problem: FormProblem | null;
}) {
  const isConnecting = useNavigation().formMethod === 'POST';
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [problem]);
  const errors = problem?.fieldErrors ?? {};

  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[2fr_3fr]">
      <PresetChoice presets={presets} chosen={preset} />
      <Section title="Connection">
        {/* A new preset brings new defaults, which inputs take only when they are new too. */}
        <Form
          ref={form}
          key={preset?.provider ?? 'own'}
          method="post"
          className="space-y-6"
          noValidate
        >
          {problem?.formError && (
            <Notice tone="bad" title="The model was not connected">
              {problem.formError}
            </Notice>
          )}
          <TextField
            label={modelFieldLabels.endpointUrl as string}
            name="endpointUrl"
            type="url"
            inputMode="url"
            required
            mono
            autoCapitalize="none"
            spellCheck={false}
            placeholder="https://api.example.com/v1"
            defaultValue={values.endpointUrl}
            error={errors.endpointUrl}
            hint="Base address or the full path to chat/completions; both are understood."
          />
          <TextField
            label={modelFieldLabels.apiKey as string}
            name="apiKey"
            type="password"
            mono
            required={preset?.needsKey}
            autoComplete="off"
            error={errors.apiKey}
            hint={
              preset?.needsKey === false
                ? `${preset.name} needs no key; leave it empty.`
                : 'Stored encrypted for this session only, sent to your endpoint only.'
            }
          />
          <TextField
            label={modelFieldLabels.modelId as string}
            name="modelId"
            required
            mono
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            placeholder="my-org/my-model"
            defaultValue={values.modelId}
            error={errors.modelId}
            hint="Exactly as the endpoint calls it."
          />
          <TextField
            label={modelFieldLabels.modelName as string}
            name="modelName"
            autoComplete="off"
            defaultValue={values.modelName}
            error={errors.modelName}
            hint="What to call it here and in exports. The model id if left empty."
          />
          <div className="flex flex-wrap items-center gap-4">
            <Button variant="primary" busy={isConnecting} name="intent" value="connect">
              {isConnecting ? 'Connecting' : 'Connect and test'}
            </Button>
            <p role="status" className="text-sm text-muted">
              {isConnecting &&
                'Asking the model one short question. This takes at most 10 seconds.'}
            </p>
          </div>
        </Form>
      </Section>
    </div>
  );
}
