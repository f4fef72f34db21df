import { type ReactNode, useEffect, useState } from 'react';
import { InlineCode } from './InlineCode.tsx';

/** Longer ones are shown as they were written. */
const MAX_FORMULA_CHARACTERS = 2_000;

/**
 * A formula as MathML, which browsers lay out themselves. What translates it comes when the first one is shown; until
 * then, without scripts, and where it is no TeX, it stands as it was written.
 */
export function Formula({
  source,
  isDisplayed = false,
}: {
  source: string;
  /** On a line of its own. */
  isDisplayed?: boolean;
}) {
  const [formula, setFormula] = useState<ReactNode>(null);
  useEffect(() => {
    let isWanted = true;
    setFormula(null);
    if (source.length > MAX_FORMULA_CHARACTERS) return;
    import('./mathMl.tsx').then(
      ({ mathMlOf }) => isWanted && setFormula(mathMlOf(source, isDisplayed)),
      // As it was written, it can be read as well.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [source, isDisplayed]);
  const shown = formula ?? <InlineCode>{source}</InlineCode>;
  if (!isDisplayed) return shown;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} dir="ltr" className="overflow-x-auto overflow-y-hidden py-1">
      {shown}
    </div>
  );
}
