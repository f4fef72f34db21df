import type { RootContent } from 'mdast';
import { memo, type ReactNode, useRef } from 'react';
import { FILTER_LANGUAGE } from '../../contract/annotations.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { type MarkdownBlock, NO_BLOCKS, updateBlocks } from './markdownBlocks.ts';
import { definitionsIn, renderNodes } from './markdownNodes.tsx';
import { readMarkdown } from './markdownSyntax.ts';
import { ofModelText } from './markdownText.ts';
import { withDisplayedMath, withDollarMath } from './mathInText.ts';

/** What a page puts into a text that the text itself has no way to say. */
export interface TextMarker {
  /** Whether there is anything for it in a block. */
  concerns(block: MarkdownBlock): boolean;
  /** Puts its own nodes among those of the block. */
  mark(nodes: RootContent[], block: Pick<MarkdownBlock, 'start' | 'source'>): RootContent[];
  /** How these nodes are shown. */
  render(node: RootContent, children: ReactNode): ReactNode;
}

/**
 * A model's text. It is not to be trusted: HTML in it is shown as text, images are not loaded, and
 * links are those to the web or to mail addresses only. While the text grows, only its last block is
 * rendered anew (docs/decisions/0019).
 * @param marker kept the same from one rendering to the next
 */
export function Markdown({
  children,
  completeLast = null,
  marker = null,
}: {
  children: string;
  /** While the text grows: makes of its last block what it will probably look like. */
  completeLast?: ((block: MarkdownBlock) => MarkdownBlock) | null;
  marker?: TextMarker | null;
}) {
  // Only saves work: the blocks of a text are the same, however it came about.
  const parsed = useRef(NO_BLOCKS);
  parsed.current = updateBlocks(parsed.current, withDollarMath(children));
  const definitions = parsed.current.blocks.filter(({ isDefinition }) => isDefinition);
  const blocks = parsed.current.blocks.filter(({ isDefinition }) => !isDefinition);
  const linkDefinitions = definitions.map(({ source }) => `\n\n${source}`).join('');
  return (
    <div className="space-y-3 wrap-anywhere">
      {blocks.map((block, index) => {
        const complete = index === blocks.length - 1 ? completeLast : null;
        const { source, code } = complete ? complete(block) : block;
        if (code?.language === FILTER_LANGUAGE) return null;
        if (code) return <CodeBlock key={block.start} {...code} isStreaming={complete !== null} />;
        return (
          <Block
            key={block.start}
            start={block.start}
            source={source}
            linkDefinitions={source.includes('[') ? linkDefinitions : ''}
            marker={marker?.concerns(block) ? marker : null}
          />
        );
      })}
    </div>
  );
}

const Block = memo(function Block({
  start,
  source,
  linkDefinitions,
  marker,
}: Pick<MarkdownBlock, 'start' | 'source'> & {
  linkDefinitions: string;
  marker: TextMarker | null;
}) {
  if (source.trim() === '') return null;
  const whole = source + linkDefinitions;
  const nodes = ofModelText(withDisplayedMath(readMarkdown(whole).children, whole));
  return (
    // A direction of its own: characters that turn the text round end here.
    <div dir="auto" className="space-y-3 empty:hidden">
      {renderNodes(marker ? marker.mark(nodes, { start, source }) : nodes, {
        definitions: definitionsIn(nodes),
        renderMark: marker?.render ?? (() => null),
      })}
    </div>
  );
});
