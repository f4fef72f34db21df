import { Form, useNavigation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import { type SessionLengths, sessionLengthText } from '../../../contract/sessionLength.ts';
import type { ModelNames, ProviderPreset } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField, SelectField, TextArea, TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { Section } from '../../ui/Section.tsx';
import type { ModelFormValues } from './modelForm.ts';
import { PresetChoice } from './PresetChoice.tsx';

/** Asks for endpoint, key and model. The key's field starts empty every time, also after an error. */
export function ModelForm({
  presets,
  preset,
  values,
  problem,
  modelList,
  sessionLengths,
  canEndSession,
  hasMadeRoom,
}: {
  presets: ProviderPreset[];
  preset: ProviderPreset | null;
  values: ModelFormValues;
  problem: FormProblem | null;
  /** What the endpoint said when it was asked for its models. */
  modelList: ModelNames | null;
  sessionLengths: SessionLengths;
  /** Whether another session was in the way, and can be ended from here. */
  canEndSession: boolean;
  /** Whether the session that was in the way was just ended. */
  hasMadeRoom: boolean;
}) {
  const { formData } = useNavigation();
  const pendingIntent = formData?.get('intent');
  const isConnecting = pendingIntent === 'connect';
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [problem]);
  const errors = problem?.fieldErrors ?? {};

  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[2fr_3fr]">
      <PresetChoice presets={presets} selected={preset} />
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
          {canEndSession && (
            <p className="flex flex-wrap items-center gap-3">
              <Button
                name="intent"
                value="end-in-the-way"
                busy={pendingIntent === 'end-in-the-way'}
              >
                End that session
              </Button>
              <span className="text-sm text-muted">
                Deletes its key and results. Then enter the key here once more.
              </span>
            </p>
          )}
          {hasMadeRoom && (
            <Notice title="The other session is gone">
              Its key and results were deleted. Enter the key again and connect.
            </Notice>
          )}
          <TextField
            label={connectionFieldLabels.endpointUrl}
            name="endpointUrl"
            type="url"
            inputMode="url"
            required
            isMonospace
            autoCapitalize="none"
            spellCheck={false}
            placeholder="https://api.example.com/v1"
            defaultValue={values.endpointUrl}
            error={errors.endpointUrl}
            hint="The base URL, or the full URL that ends in chat/completions."
          />
          <CheckField
            label="Use the URL as entered"
            name="endpointExact"
            defaultChecked={values.endpointExact}
            hint="Otherwise a missing path is completed, and the usual ones are tried."
            className="-mt-3"
          />
          <TextField
            label={connectionFieldLabels.apiKey}
            name="apiKey"
            type="password"
            isMonospace
            required={preset?.needsKey}
            autoComplete="off"
            error={errors.apiKey}
            hint={
              preset?.needsKey === false
                ? `${preset.name} needs no key${preset.headerNames ? ' here; it goes into the header below' : '; leave it empty'}.`
                : 'Stored encrypted for this session only, sent to your endpoint only.'
            }
          />
          <TextArea
            label={connectionFieldLabels.headers}
            name="headers"
            optional
            isMonospace
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            placeholder="CF-Access-Client-Id: …"
            defaultValue={values.headers}
            error={errors.headers}
            hint="Sent with every request. Name: value, one a line. Stored encrypted, like the key."
          />
          <TextField
            label={connectionFieldLabels.modelId}
            name="modelId"
            required
            isMonospace
            list="listed-models"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            placeholder="my-org/my-model"
            defaultValue={values.modelId}
            error={errors.modelId}
            hint="Exactly as the endpoint calls it."
          />
          <div className="-mt-3 flex flex-wrap items-center gap-3">
            <Button name="intent" value="list-models" busy={pendingIntent === 'list-models'}>
              List the models
            </Button>
            <p role="status" className="text-sm text-muted">
              {modelList?.problem}
              {modelList?.models &&
                `${plural(modelList.models.length, 'model')} listed: type in the field above to choose.`}
            </p>
            {modelList?.upstreamRequestId && <RequestId id={modelList.upstreamRequestId} />}
            <datalist id="listed-models">
              {modelList?.models?.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </div>
          <TextField
            label={connectionFieldLabels.modelName}
            name="modelName"
            autoComplete="off"
            defaultValue={values.modelName}
            error={errors.modelName}
            hint="What to call it here and in exports. The model id if left empty."
          />
          <TextArea
            label={connectionFieldLabels.extraBody}
            name="extraBody"
            optional
            isMonospace
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            placeholder={'{"top_k": 40}'}
            defaultValue={values.extraBody}
            error={errors.extraBody}
            hint="JSON, sent with every request; null leaves out what BYOM would send."
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
          <div className="flex flex-wrap items-center gap-4">
            <Button variant="primary" busy={isConnecting} name="intent" value="connect">
              {isConnecting ? 'Connecting' : 'Connect and test'}
            </Button>
            <p role="status" className="text-sm text-muted">
              {isConnecting &&
                'Asking the model two short questions. A model that has to be loaded first may take a minute.'}
            </p>
          </div>
        </Form>
      </Section>
    </div>
  );
}
