import type { ReactNode } from 'react';

/** With kerning, Chromium takes seconds to break a single word of so many letters into lines. */
const MAX_KERNED_CHARACTERS = 20_000;

/** A text with its line breaks as they were written, in a box of its own that scrolls where it is long. */
export function WrittenText({
  length,
  className = '',
  children,
}: {
  /** Characters of the text. */
  length: number;
  className?: string;
  children: ReactNode;
}) {
  return (
    <p
      dir="auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      className={`max-h-128 overflow-y-auto whitespace-pre-wrap wrap-anywhere ${length > MAX_KERNED_CHARACTERS ? '[font-kerning:none]' : ''} ${className}`}
    >
      {children}
    </p>
  );
}
