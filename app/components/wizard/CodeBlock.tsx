import '../../codeTheme.css';
import { type ReactNode, useRef } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';

/** Code as the model wrote it, with its language and a way to take it along. */
export function CodeBlock({ language, children }: { language: string; children: ReactNode }) {
  const code = useRef<HTMLPreElement>(null);
  return (
    <div className="rounded-md bg-sunken">
      <div className="flex min-h-9 items-center justify-between gap-4 border-b border-rule px-3 text-sm text-muted">
        <span>{language || 'text'}</span>
        <CopyButton text={() => code.current?.textContent ?? ''} label="Copy code" />
      </div>
      <pre
        ref={code}
        dir="ltr"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto p-3 text-sm leading-relaxed [overflow-wrap:normal] *:bg-transparent *:p-0 *:text-[1em]"
      >
        {children}
      </pre>
    </div>
  );
}
