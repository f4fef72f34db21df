import { Form, useNavigation } from '@remix-run/react';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import { suitePromptLabels } from '../../../contract/suites.ts';
import type { Run, RunResult } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { TextArea, TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { Section } from '../../ui/Section.tsx';
import { resultPath } from './resultQuery.ts';

/** One prompt of an earlier run, to be changed and run again with the settings of that run. */
export function EditedPrompt({
  result,
  config,
  values,
  idempotencyKey,
  problem,
}: {
  result: RunResult;
  config: Run['config'];
  values: { prompt: string; expectedAnswer: string };
  idempotencyKey: string;
  problem: FormProblem | null;
}) {
  const isStarting = useNavigation().formMethod === 'POST';
  const errors = problem?.fieldErrors ?? {};
  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[3fr_2fr]">
      <Form method="post" noValidate className="space-y-6">
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        {problem && (
          <Notice tone="bad" title="The run was not started">
            {problem.formError ?? 'Look at the marked fields.'}
          </Notice>
        )}
        <TextArea
          label={suitePromptLabels.prompt}
          name="prompt"
          rows={Math.min(20, Math.max(4, values.prompt.split('\n').length + 2))}
          defaultValue={values.prompt}
          error={errors['prompts.0.prompt']}
        />
        <TextField
          label={suitePromptLabels.expected_answer}
          name="expectedAnswer"
          defaultValue={values.expectedAnswer}
          error={errors['prompts.0.expected_answer']}
          hint="What a correct answer contains; leave it empty for no grading."
        />
        <p className="text-sm text-muted">
          Same settings as before: answers of up to {formatCount(config.maxTokens)} tokens,
          temperature {config.temperature}
          {config.samples > 1 && `, ${config.samples} samples`}
          {config.systemPrompt ? ', with the system prompt' : ''}.
        </p>
        <div className="flex flex-wrap gap-3">
          <Button variant="primary" name="intent" value="run-edited" busy={isStarting}>
            Run this prompt
          </Button>
          <ButtonLink
            to={resultPath({ runId: result.testRunId, resultId: result.id })}
            variant="quiet"
          >
            Back to the result
          </ButtonLink>
        </div>
      </Form>
      <Section title={result.error ? 'What went wrong before' : 'What it answered before'}>
        <p
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-96 overflow-y-auto whitespace-pre-wrap wrap-anywhere text-muted"
        >
          {result.error ?? (result.response || outcomeDefinitions.empty.meaning)}
        </p>
        {result.error && result.upstreamRequestId && <RequestId id={result.upstreamRequestId} />}
      </Section>
    </div>
  );
}
