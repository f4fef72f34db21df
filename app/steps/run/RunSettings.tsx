import type { ComponentPropsWithoutRef, MouseEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CheckField, TextArea, TextField } from '../../ui/Field.tsx';
import { Section } from '../../ui/Section.tsx';
import { inSeconds, paces, type RunFormValues } from './runForm.ts';

interface Props {
  values: RunFormValues;
  errors: Record<string, string>;
}

/** How the endpoint is called: every bound of a run, with what suits a first one filled in. */
export function RunSettings(props: Props) {
  return (
    <div className="space-y-10">
      <PaceSettings {...props} />
      <AnswerSettings {...props} />
    </div>
  );
}

function PaceSettings({ values, errors }: Props) {
  return (
    <Section title="Pace">
      <div className="grid gap-5 xs:grid-cols-2">
        <div className="col-span-full flex flex-wrap items-center gap-3">
          {(['adaptive', 'gentle'] as const).map((pace) => (
            <Button key={pace} name="pace" value={pace} onClick={(event) => fillIn(event, pace)}>
              {paces[pace].label}
            </Button>
          ))}
        </div>
        <CheckField
          label="Adapt the pace"
          name="adaptive"
          defaultChecked={values.adaptive}
          hint="Start with a few calls and find out how many, and how fast, the endpoint takes."
          className="col-span-full"
        />
        <NumberField
          label="Concurrency"
          name="concurrency"
          min={1}
          max={64}
          defaultValue={values.concurrency}
          error={errors['config.concurrency']}
          hint="Most calls in flight at once"
          unit="calls"
        />
        <NumberField
          label="Delay"
          name="delayMs"
          min={0}
          max={60_000}
          defaultValue={values.delayMs}
          error={errors['config.delayMs']}
          hint="Between two starts"
          unit="ms"
        />
        <NumberField
          label="Retries"
          name="maxRetries"
          min={0}
          max={10}
          defaultValue={values.maxRetries}
          error={errors['config.maxRetries']}
          hint="For failures that may pass; 0 for none"
        />
        <NumberField
          label="Time limit"
          name="timeoutSeconds"
          inputMode="decimal"
          min={1}
          max={600}
          defaultValue={values.timeoutSeconds}
          error={inSeconds(errors['config.timeoutMs'])}
          hint="For a single call"
          unit="s"
        />
        <NumberField
          label="Warm-up"
          name="warmup"
          min={0}
          max={10}
          defaultValue={values.warmup}
          error={errors['config.warmup']}
          hint="Calls made first and not counted"
          unit="calls"
        />
      </div>
    </Section>
  );
}

function AnswerSettings({ values, errors }: Props) {
  return (
    <Section title="Answers">
      <div className="grid gap-5 xs:grid-cols-2">
        <NumberField
          label="Longest answer"
          name="maxTokens"
          min={1}
          max={32_768}
          defaultValue={values.maxTokens}
          error={errors['config.maxTokens']}
          hint="Then it is cut off"
          unit="tok"
        />
        <NumberField
          label="Temperature"
          name="temperature"
          inputMode="decimal"
          min={0}
          max={2}
          step={0.1}
          defaultValue={values.temperature}
          error={errors['config.temperature']}
          hint="0 is the most repeatable"
        />
        <NumberField
          label="Samples"
          name="samples"
          min={1}
          max={10}
          defaultValue={values.samples}
          error={errors['config.samples']}
          hint="How often each prompt is asked"
        />
        <NumberField
          label="Seed"
          name="seed"
          min={0}
          defaultValue={values.seed}
          error={errors['config.seed']}
          hint="For repeatable answers, where supported; may be empty"
        />
        <CheckField
          label="Stream the answers"
          name="stream"
          defaultChecked={values.stream}
          hint="Without it, time to first token stays unknown."
          className="col-span-full"
        />
        <TextArea
          label="System prompt"
          name="systemPrompt"
          rows={2}
          defaultValue={values.systemPrompt}
          error={errors['config.systemPrompt']}
          hint="Sent before every prompt. Empty means none."
          className="col-span-full"
        />
      </div>
    </Section>
  );
}

function NumberField({ unit = ' ', ...field }: ComponentPropsWithoutRef<typeof TextField>) {
  return <TextField {...field} type="number" unit={unit} mono />;
}

/** Puts a ready-made pace into the fields. Without scripts the button sends the form instead. */
function fillIn(event: MouseEvent<HTMLButtonElement>, pace: keyof typeof paces): void {
  const { form } = event.currentTarget;
  if (!form) return;
  event.preventDefault();
  const { concurrency, delayMs, adaptive } = paces[pace].values;
  for (const field of form.querySelectorAll<HTMLInputElement>('input[name]')) {
    if (field.name === 'concurrency') field.value = concurrency;
    if (field.name === 'delayMs') field.value = delayMs;
    if (field.name === 'adaptive') field.checked = adaptive;
  }
  form.dispatchEvent(new Event('input', { bubbles: true }));
}
