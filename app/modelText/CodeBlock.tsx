import './codeTheme.css';
import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { common, createLowlight } from 'lowlight';
import { Fragment, memo, type ReactNode, useDeferredValue, useMemo, useRef } from 'react';
import { jsx, jsxs } from 'react/jsx-runtime';
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

const lowlight = createLowlight(common);

/** Lines that are coloured together while code grows: cut at an empty line where there is one. */
const HIGHLIGHTED_PART = /^(?:[^\n]*\n){20,59}?(?=\n)|^(?:[^\n]*\n){60}/;

/**
 * While code grows its finished parts are not looked at again, so that each line costs the same. Once
 * it is whole it is coloured as a whole, when there is time: a comment may have gone on from one part to the next.
 */
function useHighlighting(language: string, text: string, isStreaming: boolean): ReactNode {
  const finished = useRef({ language, text: '', parts: [] as ReactNode[] });
  const whole = useMemo(
    () => (isStreaming ? null : highlight(language, text)),
    [isStreaming, language, text],
  );
  if (!isStreaming) return whole;
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

function highlight(language: string, text: string): ReactNode {
  if (!lowlight.registered(language)) return text;
  return toJsxRuntime(lowlight.highlight(language, text), { Fragment, jsx, jsxs });
}
