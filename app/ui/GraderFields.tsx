import { graderLabels, graderNames } from '../../contract/graders.ts';
import { CHOSEN_BY_PROMPT } from '../lib/graderForm.ts';
import { SelectField, TextArea } from './Field.tsx';

/** The choice of a grader. */
export function GraderSelect({
  value,
  error,
  ownLabel = 'Each prompt’s own',
}: {
  value: string;
  error?: string;
  /** What it is called to choose none. */
  ownLabel?: string;
}) {
  return (
    <SelectField label="Grader" name="grader" defaultValue={value} error={error}>
      <option value={CHOSEN_BY_PROMPT}>{ownLabel}</option>
      {graderNames.map((name) => (
        <option key={name} value={name}>
          {graderLabels[name].label}
        </option>
      ))}
    </SelectField>
  );
}

/** The options of the grader that is chosen beside. */
export function GraderOptions({ value, error }: { value: string; error?: string }) {
  return (
    <TextArea
      label="Options (JSON)"
      name="options"
      rows={2}
      isMonospace
      spellCheck={false}
      defaultValue={value}
      error={error}
      placeholder='{"pattern": "^\\d+$"}'
      hint="Empty for the grader’s defaults. A regular expression needs a pattern, a JSON Schema its schema, a length its unit and bounds."
    />
  );
}
