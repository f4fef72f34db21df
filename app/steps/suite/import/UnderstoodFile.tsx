import {
  type ColumnMapping,
  mappedFieldLabels,
  mappedFields,
  type SuiteFileFormat,
  suiteFileFormatLabels,
  suiteFileFormats,
  textEncodingLabels,
} from '../../../../contract/suiteFiles.ts';
import { formatCount, plural } from '../../../lib/format.ts';
import { SelectField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Section } from '../../../ui/Section.tsx';
import type { Correction, ImportOverview } from './importMessages.ts';

/** What a file was taken for, with its columns, to be corrected; and what of it was not understood. */
export function UnderstoodFile({
  overview,
  contextTokens,
  onCorrect,
}: {
  overview: ImportOverview;
  contextTokens: number | null;
  onCorrect: (correction: Correction) => void;
}) {
  const { format, promptCount, problems, moreProblems, notes, duplicates } = overview;
  const problemCount = problems.length + moreProblems;
  return (
    <Section title="What was understood">
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Fact name="Prompts" value={formatCount(promptCount)} />
        <Fact name="Not understood" value={formatCount(problemCount)} />
        <Fact name="Repetitions" value={formatCount(duplicates)} />
        <Fact
          name="Longest prompt"
          value={`${formatCount(overview.longestTokens)} tokens`}
          hint={
            contextTokens === null ? 'estimated' : `of ${formatCount(contextTokens)}, estimated`
          }
        />
      </dl>
      {overview.tooLong !== null && overview.tooLong > 0 && (
        <div className="mt-4">
          <Notice tone="warn" title={`${plural(overview.tooLong, 'prompt')} will not fit`}>
            They fill the model’s context window of {formatCount(contextTokens ?? 0)} tokens by
            themselves.
          </Notice>
        </div>
      )}
      {notes.length > 0 && (
        <ul className="mt-4 list-disc space-y-1 pl-5 text-sm text-muted">
          {notes.map((note) => (
            <li key={note} className="wrap-anywhere">
              {note}
            </li>
          ))}
        </ul>
      )}
      <div className="mt-6 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <SelectField
          label="Format"
          name="format"
          value={format ?? ''}
          onChange={(event) => onCorrect({ format: event.target.value as SuiteFileFormat })}
          hint={`Text in ${textEncodingLabels[overview.encoding]}`}
        >
          {format === null && <option value="">Not recognised</option>}
          {suiteFileFormats.map((name) => (
            <option key={name} value={name}>
              {suiteFileFormatLabels[name]}
            </option>
          ))}
        </SelectField>
      </div>
      <Columns overview={overview} onCorrect={onCorrect} />
      <Problems overview={overview} count={problemCount} />
    </Section>
  );
}

function Columns({
  overview: { columns, mapping, format },
  onCorrect,
}: {
  overview: ImportOverview;
  onCorrect: (correction: Correction) => void;
}) {
  if (!columns || columns.length < 2 || format === null) return null;
  const change = (field: keyof ColumnMapping, chosen: string) => {
    const { [field]: _, ...others } = mapping;
    onCorrect({ format, mapping: chosen === '' ? others : { ...others, [field]: Number(chosen) } });
  };
  return (
    <details className="mt-5" open={mapping.prompt === undefined && mapping.messages === undefined}>
      <summary className="link w-fit cursor-pointer py-1">Columns</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {mappedFields.map((field) => (
          <SelectField
            key={field}
            label={mappedFieldLabels[field]}
            name={`column-${field}`}
            value={mapping[field] ?? ''}
            onChange={(event) => change(field, event.target.value)}
          >
            <option value="">No column</option>
            {columns.map((name, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places, and names may be the same.
              <option key={column} value={column}>
                {name?.slice(0, 60) ?? `Column ${column + 1}`}
              </option>
            ))}
          </SelectField>
        ))}
      </div>
    </details>
  );
}

function Problems({
  overview: { problems, moreProblems, promptCount },
  count,
}: {
  overview: ImportOverview;
  count: number;
}) {
  if (count === 0) return null;
  return (
    <details className="mt-5" open={promptCount === 0 || count <= 5}>
      <summary className="link w-fit cursor-pointer py-1">
        {plural(count, 'problem')}, left out
      </summary>
      <ul className="mt-2 max-h-80 space-y-1 overflow-y-auto text-sm" aria-label="Problems">
        {problems.map(({ line, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they stay as they are.
          <li key={index} className="flex gap-3">
            <span className="figures w-24 shrink-0 text-muted">
              {line === null ? 'File' : `Line ${formatCount(line)}`}
            </span>
            <span className="min-w-0 wrap-anywhere">{message}</span>
          </li>
        ))}
        {moreProblems > 0 && <li className="text-muted">and {formatCount(moreProblems)} more</li>}
      </ul>
    </details>
  );
}

function Fact({ name, value, hint }: { name: string; value: string; hint?: string }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="figures text-xl font-medium">
        {value}
        {hint && <span className="block font-sans text-sm font-normal text-muted">{hint}</span>}
      </dd>
    </div>
  );
}
