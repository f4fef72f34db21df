import { useState } from 'react';
import { graderLabels } from '../../../../contract/graders.ts';
import { suitePromptLabels } from '../../../../contract/suites.ts';
import { formatCount, plural } from '../../../lib/format.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ImportedPromptForm } from './ImportedPromptForm.tsx';
import { type ImportedRow, type ImportOverview, PAGE_SIZE } from './importMessages.ts';
import { SelectionFields } from './SelectionFields.tsx';
import type { SuiteImport } from './useSuiteImport.ts';

/** The prompts that are selected, a page at a time, to be looked at and changed. */
export function ImportedPrompts({
  suite,
  overview,
}: {
  suite: SuiteImport;
  overview: ImportOverview;
}) {
  const [editedKey, setEditedKey] = useState<number | null>(null);
  const { page, pageNumber, selection } = suite;
  return (
    <Section
      title="Prompts"
      aside={`${plural(page.selected, 'prompt')} of ${formatCount(overview.promptCount)} chosen`}
    >
      <SelectionFields selection={selection} overview={overview} onSelect={suite.select} />
      <ol className="mt-6 border-t border-rule">
        {page.rows.map((row, index) => (
          <li key={row.key} className="border-b border-rule py-3">
            <RowHeading row={row} position={(pageNumber - 1) * PAGE_SIZE + index + 1} />
            {editedKey === row.key ? (
              <ImportedPromptForm
                row={row}
                onChange={(change) => suite.change(row.key, change)}
                onDone={() => setEditedKey(null)}
              />
            ) : (
              <>
                <PromptText row={row} />
                <div className="mt-1 -ml-3 flex flex-wrap">
                  <RowButton onClick={() => setEditedKey(row.key)}>Edit</RowButton>
                  <RowButton onClick={() => suite.duplicate(row.key)}>Duplicate</RowButton>
                  <RowButton onClick={() => suite.remove(row.key)}>Remove</RowButton>
                </div>
              </>
            )}
          </li>
        ))}
      </ol>
      <Pages number={pageNumber} total={page.selected} onPage={suite.goTo} />
    </Section>
  );
}

function RowHeading({ row, position }: { row: ImportedRow; position: number }) {
  const { category, split, id, grader, expected_answer } = row.prompt;
  const graded = grader
    ? graderLabels[grader.name].label
    : expected_answer
      ? 'Grader by the form of the expected answer'
      : 'Not graded';
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <span className="figures">#{formatCount(position)}</span>
      <span>line {formatCount(row.line)}</span>
      {category && <Badge>{category}</Badge>}
      {split && <Badge>{split}</Badge>}
      {row.duplicateOf !== null && (
        <Badge tone="warn">same as line {formatCount(row.duplicateOf)}</Badge>
      )}
      {id && <span className="wrap-anywhere">{id}</span>}
      <span>{graded}</span>
      <span>about {plural(row.tokens, 'token')}</span>
    </p>
  );
}

function PromptText({ row: { prompt } }: { row: ImportedRow }) {
  return (
    <>
      {prompt.messages?.slice(0, -1).map((message, index) => (
        <p
          // biome-ignore lint/suspicious/noArrayIndexKey: messages keep their order.
          key={index}
          className="mt-1 line-clamp-3 text-sm whitespace-pre-wrap text-muted wrap-anywhere"
        >
          <span className="font-medium">{message.role}:</span> {shortened(message.content)}
        </p>
      ))}
      <p className="mt-1 line-clamp-3 whitespace-pre-wrap wrap-anywhere">
        {shortened(prompt.prompt)}
      </p>
      {prompt.expected_answer && (
        <p className="mt-1 line-clamp-3 text-sm text-muted wrap-anywhere">
          {suitePromptLabels.expected_answer}:{' '}
          <span className="whitespace-pre-wrap text-ink">{shortened(prompt.expected_answer)}</span>
        </p>
      )}
    </>
  );
}

/** More is cut off by the layout anyhow, and long texts take long to lay out. */
function shortened(text: string): string {
  return text.length > 800 ? `${text.slice(0, 800)}…` : text;
}

function RowButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <Button variant="quiet" className="px-3 text-sm" onClick={onClick}>
      {children}
    </Button>
  );
}

function Pages({
  number,
  total,
  onPage,
}: {
  number: number;
  total: number;
  onPage: (number: number) => void;
}) {
  const pages = Math.ceil(total / PAGE_SIZE);
  if (pages <= 1) return null;
  return (
    <nav aria-label="Pages of prompts" className="mt-4 flex items-center justify-between gap-3">
      <Button disabled={number <= 1} onClick={() => onPage(number - 1)}>
        Previous
      </Button>
      <span className="figures text-sm text-muted">
        page {formatCount(number)} of {formatCount(pages)}
      </span>
      <Button disabled={number >= pages} onClick={() => onPage(number + 1)}>
        Next
      </Button>
    </nav>
  );
}
