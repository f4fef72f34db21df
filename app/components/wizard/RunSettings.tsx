import { inSeconds, type RunFormValues } from '../../lib/runForm.ts';
import { CheckField, TextArea, TextField } from '../ui/Field.tsx';

/** How the endpoint is called. Folded away: the defaults suit a first run. */
export function RunSettings({
  values,
  errors,
}: {
  values: RunFormValues;
  errors: Record<string, string>;
}) {
  const hasError = Object.keys(errors).some((field) => field.startsWith('config.'));
  return (
    <>
      <p className="text-[0.9375rem] text-muted">
        As fast as the endpoint takes it, up to 16 calls at once; answers of up to 1,024 tokens.
      </p>
      <details className="mt-3" open={hasError || undefined}>
        <summary className="link w-fit cursor-pointer py-1 text-[0.9375rem]">
          Advanced settings
        </summary>
        <div className="mt-4 grid gap-5 xs:grid-cols-2">
          <TextField
            label="Concurrency"
            name="concurrency"
            type="number"
            min={1}
            max={64}
            defaultValue={values.concurrency}
            error={errors['config.concurrency']}
            hint="Most calls in flight at once; 1 is gentlest"
            unit="calls"
            mono
          />
          <TextField
            label="Delay"
            name="delayMs"
            type="number"
            min={0}
            max={60_000}
            defaultValue={values.delayMs}
            error={errors['config.delayMs']}
            hint="Between two starts"
            unit="ms"
            mono
          />
          <CheckField
            label="Adapt the pace"
            name="adaptive"
            defaultChecked={values.adaptive}
            hint="Start with a few calls and find out how many, and how fast, the endpoint takes."
            className="col-span-full"
          />
          <TextField
            label="Retries"
            name="maxRetries"
            type="number"
            min={0}
            max={10}
            defaultValue={values.maxRetries}
            error={errors['config.maxRetries']}
            hint="For failures that may pass; 0 for none"
            unit=" "
            mono
          />
          <TextField
            label="Samples"
            name="samples"
            type="number"
            min={1}
            max={10}
            defaultValue={values.samples}
            error={errors['config.samples']}
            hint="How often each prompt is asked"
            unit=" "
            mono
          />
          <TextField
            label="Warm-up"
            name="warmup"
            type="number"
            min={0}
            max={10}
            defaultValue={values.warmup}
            error={errors['config.warmup']}
            hint="Calls made first and not counted"
            unit=" "
            mono
          />
          <TextField
            label="Seed"
            name="seed"
            type="number"
            min={0}
            defaultValue={values.seed}
            error={errors['config.seed']}
            hint="For repeatable answers, where supported"
            unit=" "
            mono
          />
          <TextField
            label="Longest answer"
            name="maxTokens"
            type="number"
            min={1}
            max={32_768}
            defaultValue={values.maxTokens}
            error={errors['config.maxTokens']}
            hint="Then it is cut off"
            unit="tok"
            mono
          />
          <TextField
            label="Temperature"
            name="temperature"
            type="number"
            inputMode="decimal"
            min={0}
            max={2}
            step={0.1}
            defaultValue={values.temperature}
            error={errors['config.temperature']}
            hint="0 is the most repeatable"
            unit=" "
            mono
          />
          <TextField
            label="Time limit"
            name="timeoutSeconds"
            type="number"
            inputMode="decimal"
            min={1}
            max={600}
            defaultValue={values.timeoutSeconds}
            error={inSeconds(errors['config.timeoutMs'])}
            hint="For a single call"
            unit="s"
            mono
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
            rows={3}
            defaultValue={values.systemPrompt}
            error={errors['config.systemPrompt']}
            hint="Sent before every prompt. Empty means none."
            className="col-span-full"
          />
        </div>
      </details>
    </>
  );
}
