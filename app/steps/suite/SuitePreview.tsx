import { Link } from '@remix-run/react';
import { MAX_PROMPTS, OWN_PROMPTS_LABEL, suitePromptLabels } from '../../../contract/suites.ts';
import type { SuiteWithPrompts } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Section } from '../../ui/Section.tsx';
import { suitePath, suiteTitle } from './suiteChoice.ts';

/** What a suite asks, down to the prompts and the answers that count as right. */
export function SuitePreview({ suite }: { suite: SuiteWithPrompts }) {
  return (
    <Section title={suiteTitle(suite)}>
      <p className="text-muted">{suite.description}</p>
      <dl className="mt-4 grid grid-cols-2 gap-4">
        <SuiteFact name="Prompts" value={suite.promptCount} />
        <SuiteFact name="With a checkable answer" value={suite.checkablePrompts} />
      </dl>
      <ul aria-label="Categories" className="mt-4 flex flex-wrap gap-1.5">
        {suite.categories.map((category) => (
          <li key={category}>
            <Badge>{category}</Badge>
          </li>
        ))}
      </ul>
      <details className="mt-5">
        <summary className="link w-fit cursor-pointer py-1">Preview the prompts</summary>
        <ol className="mt-3 space-y-4">
          {suite.prompts.map((prompt, index) => (
            <li key={prompt.prompt} className="border-t border-rule pt-3">
              <p className="figures text-xs text-muted">
                #{index + 1}
                {prompt.category && ` · ${prompt.category}`}
              </p>
              <p className="mt-1 text-sm whitespace-pre-wrap wrap-anywhere">{prompt.prompt}</p>
              <p className="mt-2 text-sm text-muted">
                {prompt.expected_answer ? (
                  <>
                    {suitePromptLabels.expected_answer}:{' '}
                    <code className="font-mono text-ink wrap-anywhere">
                      {prompt.expected_answer}
                    </code>
                  </>
                ) : (
                  'Open answer, not graded'
                )}
              </p>
            </li>
          ))}
        </ol>
      </details>
    </Section>
  );
}

/** The same place for those who bring their prompts along. */
export function OwnPromptsPreview() {
  return (
    <Section title={OWN_PROMPTS_LABEL}>
      <p className="text-muted">
        On the batch step you can type a few prompts, each with the answer that you expect, or
        import up to {formatCount(MAX_PROMPTS)} from a file: OpenAI messages (JSONL), ShareGPT,
        Alpaca, CSV, TSV, JSON or promptfoo. Answers are graded by the form of what you expect: a
        number, a choice, JSON, or words that must be there.
      </p>
      <p className="mt-4 text-muted">
        <Link to={suitePath('new')} className="link">
          Bring a file
        </Link>{' '}
        once a model is connected; you see what was understood before anything is stored.
      </p>
    </Section>
  );
}

function SuiteFact({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="figures text-2xl font-medium">{value}</dd>
    </div>
  );
}
