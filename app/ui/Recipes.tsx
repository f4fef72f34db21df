import type { Recipes as RecipeTexts } from '../lib/api.ts';
import { CopyButton } from './CopyButton.tsx';

/** A call as text for a support ticket, in three ways. */
export function Recipes({ recipes }: { recipes: RecipeTexts }) {
  return (
    <div className="space-y-4">
      <p className="text-sm text-muted">
        The key is not in it: set the environment variable API_KEY first.
      </p>
      {ways.map(({ way, name }) => (
        <div key={way}>
          <div className="flex items-center justify-between gap-3">
            <h4 className="text-sm font-medium">{name}</h4>
            <span className="text-sm text-muted">
              <CopyButton text={recipes[way]} label={`Copy as ${name}`} />
            </span>
          </div>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            className="figures mt-1 max-h-80 overflow-auto rounded-md border border-rule bg-surface p-3 text-sm"
          >
            {recipes[way]}
          </pre>
        </div>
      ))}
    </div>
  );
}

const ways: { way: keyof RecipeTexts; name: string }[] = [
  { way: 'curl', name: 'curl' },
  { way: 'typescript', name: 'TypeScript' },
  { way: 'promptfoo', name: 'promptfoo YAML' },
];
