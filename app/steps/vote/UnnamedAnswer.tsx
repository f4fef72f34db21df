import { useId } from 'react';
import { LazyMarkdown } from '../../modelText/LazyMarkdown.tsx';

/** What is longer is shown as it was written: to render it would hold the page up. */
const MAX_RENDERED_CHARACTERS = 30_000;

/** One of the two answers, under a name that says nothing of its model. */
export function UnnamedAnswer({ name, children }: { name: string; children: string }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 border-t border-rule pt-4">
      <h2 id={id} className="mb-3 text-lg font-semibold tracking-tight">
        {name}
      </h2>
      {children.length > MAX_RENDERED_CHARACTERS ? (
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {children}
        </p>
      ) : (
        // Quotes in quotes in quotes are wider than any page.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        <div tabIndex={0} className="overflow-x-auto">
          <LazyMarkdown>{children}</LazyMarkdown>
        </div>
      )}
    </section>
  );
}
