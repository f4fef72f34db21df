import type { CallRecipes } from '../lib/api.ts';
import { CopyButton } from './CopyButton.tsx';

/** A call as text for a support ticket, in three ways. */
export function CallRecipeList({
  recipes,
  heading: Heading = 'h3',
}: {
  recipes: CallRecipes;
  /** What comes next below the heading that stands above the list. */
  heading?: 'h2' | 'h3';
}) {
  return (
    <div className="space-y-4">
      <p className="text-sm text-muted">
        The key is not in it: set the environment variable API_KEY first.
      </p>
      {recipeFormats.map(({ format, name }) => (
        <div key={format}>
          <div className="flex items-center justify-between gap-3">
            <Heading className="text-sm font-medium">{name}</Heading>
            <span className="text-sm text-muted">
              <CopyButton text={recipes[format]} label={`Copy as ${name}`} />
            </span>
          </div>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            className="figures mt-1 max-h-80 overflow-auto rounded-md border border-rule bg-surface p-3 text-sm"
          >
            {recipes[format]}
          </pre>
        </div>
      ))}
    </div>
  );
}

/** In which ways a call can be taken along. */
export const recipeFormats: { format: keyof CallRecipes; name: string }[] = [
  { format: 'curl', name: 'curl' },
  { format: 'typescript', name: 'TypeScript' },
  { format: 'promptfoo', name: 'promptfoo YAML' },
];
