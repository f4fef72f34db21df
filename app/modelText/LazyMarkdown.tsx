import { type ComponentType, useEffect, useState } from 'react';
import { useHydrated } from '../lib/useHydrated.ts';
import { WrittenText } from './WrittenText.tsx';

type MarkdownComponent = ComponentType<{ children: string }>;

/** On the server from its start on; in a browser once it was needed. */
let loaded: MarkdownComponent | null = null;

/** For the server, which has the renderer at hand. */
export function provideMarkdown(component: MarkdownComponent): void {
  loaded = component;
}

/**
 * Markdown of a model, as {@link Markdown} renders it. That is large and comes when the first text needs it: until then
 * what the server rendered stays as it is, and without that the text stands as it was written (docs/decisions/0047).
 */
export function LazyMarkdown({ children }: { children: string }) {
  const isHydrated = useHydrated();
  const [initial] = useState(isHydrated ? null : children);
  const Markdown = useMarkdown();
  if (Markdown && (isHydrated || typeof document === 'undefined')) {
    return (
      <div key="rendered">
        <Markdown>{children}</Markdown>
      </div>
    );
  }
  if (initial === children) {
    // React leaves alone what stands in here. A Suspense boundary would not do: whatever changes before it is
    // hydrated makes React throw away what the server rendered.
    return (
      // biome-ignore lint/security/noDangerouslySetInnerHtml: nothing is set
      <div key="kept" suppressHydrationWarning dangerouslySetInnerHTML={{ __html: '' }} />
    );
  }
  return <WrittenText length={children.length}>{children}</WrittenText>;
}

function useMarkdown(): MarkdownComponent | null {
  const [component, setComponent] = useState<MarkdownComponent | null>(() => loaded);
  useEffect(() => {
    let isWanted = true;
    import('./Markdown.tsx').then(
      ({ Markdown }) => {
        loaded = Markdown;
        if (isWanted) setComponent(() => Markdown);
      },
      // As it was written, it can be read as well.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return component;
}
