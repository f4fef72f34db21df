import { graderLabels, graderNames } from '../../contract/graders.ts';
import { CHOSEN_BY_PROMPT } from '../lib/graderForm.ts';
import { SelectField, TextArea } from './Field.tsx';

/** The choice of a grader. */
export function GraderSelect({
  value,
  error,
  ownLabel = 'Each prompt’s own',
  id,
}: {
  value: string;
  error?: string;
  /** What it is called to choose none. */
  ownLabel?: string;
  /** Where a page has several. */
  id?: string;
}) {
  return (
    <SelectField
      label="Grader"
      name="grader"
      {...(id && { id: `${id}-grader` })}
      defaultValue={value}
      error={error}
    >
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
export function GraderOptions({
  value,
  error,
  id,
}: {
  value: string;
  error?: string;
  id?: string;
}) {
  return (
    <TextArea
      label="Options (JSON)"
      name="options"
      {...(id && { id: `${id}-options` })}
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
