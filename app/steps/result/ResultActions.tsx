import { Link } from '@remix-run/react';
import type { CallRecipes, RunResult } from '../../lib/api.ts';
import { byomClient } from '../../lib/byomClient.ts';
import { steps } from '../../lib/steps.ts';
import { recipeFormats } from '../../ui/CallRecipeList.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';

/** What one does with a result next: ask about it, ask it again otherwise, take its call along. */
export function ResultActions({ result }: { result: Pick<RunResult, 'id' | 'testRunId'> }) {
  const links = [
    [`${steps.chat.path}?${new URLSearchParams({ discuss: result.id })}`, 'Ask about this'],
    [`${steps.batch.path}?new&${new URLSearchParams({ edit: result.id })}`, 'Edit and run again'],
    [
      `${steps.batch.path}/reproduce?${new URLSearchParams({ result: result.id, run: result.testRunId })}`,
      'Its call as code',
    ],
  ] as const;
  const copy = (format: keyof CallRecipes) => async () =>
    (await (await byomClient()).batch.reproduce.query({ resultId: result.id }))[format];
  return (
    <div className="text-sm">
      <ul className="flex flex-wrap gap-x-6">
        {links.map(([to, words]) => (
          <li key={to}>
            <Link to={to} className="link inline-block py-2">
              {words}
            </Link>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-x-6 text-muted">
        {recipeFormats.map(({ format, name }) => (
          <CopyButton key={format} text={copy(format)} label={`Copy as ${name}`} />
        ))}
      </div>
    </div>
  );
}
