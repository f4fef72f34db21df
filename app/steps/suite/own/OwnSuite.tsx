import { Form, Link } from '@remix-run/react';
import { graderLabels } from '../../../../contract/graders.ts';
import { suitePromptLabels } from '../../../../contract/suites.ts';
import type { Suite, SuiteWithPrompts } from '../../../lib/api.ts';
import { formatCount, plural } from '../../../lib/format.ts';
import type { FormProblem } from '../../../lib/formProblem.ts';
import { CHOSEN_BY_PROMPT } from '../../../lib/graderForm.ts';
import { formatJsonField } from '../../../lib/jsonField.ts';
import { steps } from '../../../lib/steps.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button, ButtonLink } from '../../../ui/Button.tsx';
import { SelectField, TextArea, TextField } from '../../../ui/Field.tsx';
import { GraderOptions, GraderSelect } from '../../../ui/GraderFields.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Section } from '../../../ui/Section.tsx';

type Prompt = SuiteWithPrompts['prompts'][number];

/** One page of the prompts of a suite. */
export interface SuitePage {
  prompts: { position: number; prompt: Prompt; grader: keyof typeof graderLabels | null }[];
  /** Of those that match. */
  total: number;
  page: number;
  pages: number;
  category: string;
}

/** A suite of one's own: what is in it, how it is graded, and what can be done with it. */
export function OwnSuite({
  suite,
  shown,
  problem,
}: {
  suite: Suite;
  shown: SuitePage;
  problem: FormProblem | null;
}) {
  const api = `/api/demo/v2/suites/${suite.id}`;
  return (
    <div className="space-y-10">
      {problem && (
        <Notice tone="bad" title="Nothing was changed">
          {[problem.formError, ...Object.values(problem.fieldErrors)].filter(Boolean).join(' ')}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <ButtonLink variant="primary" to={`${steps.batch.path}?new&suite=${suite.id}`}>
          Run this suite
        </ButtonLink>
        <span className="text-sm text-muted">
          Take it along:{' '}
          {['jsonl', 'json', 'csv'].map((format) => (
            <a key={format} className="link mr-3" href={`${api}?format=${format}`} download>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      <Section title="Graders">
        <Form method="post" noValidate className="max-w-3xl space-y-4" aria-label="Set graders">
          <div className="grid gap-4 sm:grid-cols-2">
            <GraderSelect value={CHOSEN_BY_PROMPT} ownLabel="By the form of the expected answer" />
            <SelectField label="Prompts" name="category" defaultValue={shown.category}>
              <option value="">All prompts</option>
              {suite.categories.map((category) => (
                <option key={category} value={category}>
                  {category}
                </option>
              ))}
            </SelectField>
          </div>
          <GraderOptions value="" />
          <Button name="intent" value="set-grader">
            Set the grader
          </Button>
        </Form>
      </Section>
      <Section title="Prompts" aside={plural(shown.total, 'prompt')}>
        <CategoryLinks suite={suite} shown={shown} />
        <ol className="border-t border-rule">
          {shown.prompts.map((each) => (
            // Fields show what is stored, also after it was changed.
            <PromptRow key={`${each.position} ${JSON.stringify(each.prompt)}`} {...each} />
          ))}
        </ol>
        <Pages shown={shown} />
      </Section>
      <Section title="Name and deletion">
        <Form method="post" className="flex max-w-3xl flex-wrap items-end gap-3">
          <TextField
            label="Name"
            name="name"
            defaultValue={suite.name}
            maxLength={100}
            required
            className="min-w-60 flex-1"
          />
          <Button name="intent" value="rename">
            Rename
          </Button>
        </Form>
        <Form method="post" className="mt-4">
          <Button variant="danger" name="intent" value="delete">
            Delete this suite
          </Button>
          <p className="mt-2 text-sm text-muted">
            Runs of it stay. It is deleted with the session in any case.
          </p>
        </Form>
      </Section>
    </div>
  );
}

function CategoryLinks({ suite, shown }: { suite: Suite; shown: SuitePage }) {
  if (suite.categories.length === 0) return null;
  return (
    <p className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {['', ...suite.categories].map((category) => (
        <Link
          key={category}
          to={`?${new URLSearchParams(category ? { category } : {})}`}
          preventScrollReset
          aria-current={category === shown.category || undefined}
          className={category === shown.category ? 'font-medium' : 'link'}
        >
          {category || 'All categories'}
        </Link>
      ))}
    </p>
  );
}

function PromptRow({ position, prompt, grader }: SuitePage['prompts'][number]) {
  const id = `prompt-${position}`;
  const { name, ...options } = prompt.grader ?? { name: CHOSEN_BY_PROMPT };
  return (
    <li className="border-b border-rule py-3">
      <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
        <span className="figures">{position + 1}</span>
        {prompt.category && <Badge>{prompt.category}</Badge>}
        {prompt.split && <Badge>{prompt.split}</Badge>}
        {prompt.id && <span className="wrap-anywhere">{prompt.id}</span>}
        <span>{grader ? graderLabels[grader].label : 'Not graded'}</span>
      </p>
      {prompt.messages?.slice(0, -1).map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages keep their order
        <p key={index} className="mt-1 text-sm whitespace-pre-wrap text-muted wrap-anywhere">
          <span className="font-medium">{message.role}:</span> {message.content}
        </p>
      ))}
      <p className="mt-1 line-clamp-6 whitespace-pre-wrap wrap-anywhere">{prompt.prompt}</p>
      {prompt.expected_answer && (
        <p className="mt-1 line-clamp-3 text-sm text-muted wrap-anywhere">
          {suitePromptLabels.expected_answer}:{' '}
          <span className="whitespace-pre-wrap text-ink">{prompt.expected_answer}</span>
        </p>
      )}
      <details className="mt-1">
        <summary className="link w-fit cursor-pointer py-1 text-sm">Change</summary>
        <Form
          method="post"
          preventScrollReset
          noValidate
          className="mt-2 max-w-3xl space-y-4"
          aria-label={`Prompt ${position + 1}`}
        >
          <input type="hidden" name="position" value={position} />
          <TextArea
            label={suitePromptLabels.prompt}
            name="prompt"
            id={`${id}-prompt`}
            defaultValue={prompt.prompt}
            rows={3}
          />
          <TextArea
            label={suitePromptLabels.expected_answer}
            name="expectedAnswer"
            id={`${id}-expected`}
            optional
            defaultValue={prompt.expected_answer ?? ''}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label={suitePromptLabels.category}
              name="category"
              id={`${id}-category`}
              defaultValue={prompt.category ?? ''}
            />
            <GraderSelect id={id} value={name} ownLabel="By the form of the expected answer" />
          </div>
          <GraderOptions id={id} value={formatJsonField(options)} />
          <div className="flex flex-wrap gap-3">
            <Button name="intent" value="save-prompt">
              Save
            </Button>
            <Button name="intent" value="duplicate-prompt">
              Duplicate
            </Button>
            <Button variant="danger" name="intent" value="remove-prompt">
              Remove
            </Button>
          </div>
        </Form>
      </details>
    </li>
  );
}

function Pages({ shown: { page, pages, category } }: { shown: SuitePage }) {
  if (pages <= 1) return null;
  const to = (wanted: number) =>
    `?${new URLSearchParams({ ...(category && { category }), page: `${wanted}` })}`;
  return (
    <nav aria-label="Pages of prompts" className="mt-4 flex items-center gap-4 text-sm">
      {page > 1 && (
        <Link to={to(page - 1)} className="link">
          Earlier prompts
        </Link>
      )}
      <span className="text-muted">
        Page {formatCount(page)} of {formatCount(pages)}
      </span>
      {page < pages && (
        <Link to={to(page + 1)} className="link">
          Later prompts
        </Link>
      )}
    </nav>
  );
}
