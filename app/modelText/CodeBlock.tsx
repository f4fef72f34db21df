import {
  Fragment,
  memo,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';

/** Code as the model wrote it, with its language and a way to take it along. */
export const CodeBlock = memo(function CodeBlock({
  language,
  text,
  isStreaming = false,
}: {
  language: string;
  text: string;
  isStreaming?: boolean;
}) {
  return (
    <div dir="ltr" className="rounded-md bg-sunken">
      <div className="flex min-h-9 items-center justify-between gap-4 border-b border-rule px-3 text-sm text-muted">
        <span className="truncate">{language || 'text'}</span>
        <CopyButton text={text} label="Copy code" />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto p-3 font-mono text-sm leading-relaxed [overflow-wrap:normal]"
      >
        <code>{useHighlighting(language, text, useDeferredValue(isStreaming))}</code>
      </pre>
    </div>
  );
});

/** Lines that are coloured together while code grows: cut at an empty line where there is one. */
const HIGHLIGHTED_PART = /^(?:[^\n]*\n){20,59}?(?=\n)|^(?:[^\n]*\n){60}/;

/**
 * While code grows its finished parts are not looked at again, so that each line costs the same. Once
 * it is whole it is coloured as a whole, when there is time: a comment may have gone on from one part to the next.
 */
function useHighlighting(language: string, text: string, isStreaming: boolean): ReactNode {
  const highlight = useHighlighter();
  const finished = useRef({ language, text: '', parts: [] as ReactNode[] });
  const whole = useMemo(
    () => (isStreaming || !highlight ? text : highlight(language, text)),
    [isStreaming, highlight, language, text],
  );
  if (!isStreaming || !highlight) return whole;
  if (language !== finished.current.language || !text.startsWith(finished.current.text)) {
    finished.current = { language, text: '', parts: [] };
  }
  for (;;) {
    const { text: done, parts } = finished.current;
    const rest = text.slice(done.length);
    const [part] = HIGHLIGHTED_PART.exec(rest) ?? [];
    if (part === undefined)
      return [...parts, <Fragment key="rest">{highlight(language, rest)}</Fragment>];
    const highlighted = <Fragment key={done.length}>{highlight(language, part)}</Fragment>;
    finished.current = { language, text: done + part, parts: [...parts, highlighted] };
  }
}

/** The languages come when the first code is shown: without colours it can be read as well. */
function useHighlighter(): Highlight | null {
  const [highlight, setHighlight] = useState<Highlight | null>(() => loadedHighlight);
  useEffect(() => {
    let isWanted = true;
    import('./highlight.tsx').then(
      (loaded) => {
        loadedHighlight = loaded.highlight;
        if (isWanted) setHighlight(() => loaded.highlight);
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return highlight;
}

type Highlight = (language: string, text: string) => ReactNode;

/** Once it is there, code that comes later is coloured at once. */
let loadedHighlight: Highlight | null = null;
