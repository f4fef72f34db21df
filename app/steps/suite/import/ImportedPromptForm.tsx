import { useState } from 'react';
import { suitePromptLabels } from '../../../../contract/suites.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextArea, TextField } from '../../../ui/Field.tsx';
import type { ImportedRow, PromptChange } from './importMessages.ts';

/** Changes one prompt of the file. */
export function ImportedPromptForm({
  row: { key, prompt },
  onChange,
  onDone,
}: {
  row: ImportedRow;
  onChange: (change: PromptChange) => Promise<string | null>;
  onDone: () => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      noValidate
      aria-label={`Prompt ${key + 1}`}
      className="mt-2 max-w-3xl space-y-4"
      onSubmit={async (event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const text = (name: string) => String(form.get(name) ?? '');
        const refused = await onChange({
          prompt: text('prompt'),
          expectedAnswer: text('expectedAnswer'),
          category: text('category'),
        });
        if (refused === null) onDone();
        else setProblem(refused);
      }}
    >
      <TextArea
        label={suitePromptLabels.prompt}
        name="prompt"
        rows={3}
        defaultValue={prompt.prompt}
        error={problem ?? undefined}
      />
      <TextArea
        label={suitePromptLabels.expected_answer}
        name="expectedAnswer"
        optional
        defaultValue={prompt.expected_answer ?? ''}
      />
      <TextField
        label={suitePromptLabels.category}
        name="category"
        defaultValue={prompt.category ?? ''}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit">Change it</Button>
        <Button type="button" variant="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
