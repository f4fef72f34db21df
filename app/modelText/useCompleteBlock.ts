import { useEffect, useState } from 'react';
import type { MarkdownBlock } from './markdownBlocks.ts';

type CompleteBlock = (block: MarkdownBlock) => MarkdownBlock;

/**
 * What makes of the last block of a growing text what it will probably look like. It comes with the first text that
 * grows (docs/decisions/0047).
 * @returns null until then, and for a text that is complete
 */
export function useCompleteBlock(isGrowing: boolean): CompleteBlock | null {
  const [completeBlock, setCompleteBlock] = useState<CompleteBlock | null>(null);
  useEffect(() => {
    if (!isGrowing) return;
    let isWanted = true;
    import('./completeBlock.ts').then(
      (loaded) => isWanted && setCompleteBlock(() => loaded.completeBlock),
      // As it was written so far, it can be read as well.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [isGrowing]);
  return isGrowing ? completeBlock : null;
}
