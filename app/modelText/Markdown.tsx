import type { Element, ElementContent } from 'hast';
import { type ComponentProps, type CSSProperties, memo, useRef } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import { FILTER_LANGUAGE } from '../../contract/annotations.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { ExternalLink, safeUrl } from './ExternalLink.tsx';
import { Formula } from './Formula.tsx';
import { type MarkdownBlock, NO_BLOCKS, updateBlocks } from './markdownBlocks.ts';
import { markdownSyntax } from './markdownSyntax.ts';
import { remarkModelText } from './markdownText.ts';
import { remarkDisplayedMath, withDollarMath } from './mathInText.ts';

/** What a page puts into a text that the text itself has no way to say. */
export interface TextMarker {
  /** Whether there is anything for it in a block. */
  concerns(block: MarkdownBlock): boolean;
  rehypePlugin(
    block: Pick<MarkdownBlock, 'start' | 'source'>,
  ): NonNullable<Options['rehypePlugins']>[number];
  /** How the elements are shown that it makes. */
  components: Components;
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
  return (
    // A direction of its own: characters that turn the text round end here.
    <div dir="auto" className="space-y-3 empty:hidden">
      <ReactMarkdown
        remarkPlugins={[markdownSyntax, remarkDisplayedMath, remarkModelText]}
        rehypePlugins={marker ? [marker.rehypePlugin({ start, source })] : []}
        components={marker ? { ...components, ...marker.components } : components}
        urlTransform={safeUrl}
      >
        {source + linkDefinitions}
      </ReactMarkdown>
    </div>
  );
});

const heading = ({ children }: ComponentProps<'h4'>) => (
  <h4 className="pt-2 font-semibold">{children}</h4>
);

const components: Components = {
  h1: heading,
  h2: heading,
  h3: heading,
  h4: heading,
  h5: heading,
  h6: heading,
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  // Loading it would send its address, and with it whatever the model put there.
  img: ({ src, alt }) => (
    <bdi className="text-muted">
      {`[image${alt ? `: ${alt}` : ''}${typeof src === 'string' && src !== '' ? `, ${src}` : ''}]`}
    </bdi>
  ),
  ul: ({ children }) => <ul className="list-disc space-y-1 pl-5">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal space-y-1 pl-5">
      {children}
    </ol>
  ),
  // The boxes of a task list, which would be form fields without a name.
  input: ({ checked }) => <span>{checked ? '☑ ' : '☐ '}</span>,
  blockquote: ({ children }) => (
    <blockquote className="border-l-2 border-rule pl-4 text-muted">{children}</blockquote>
  ),
  code: ({ node, children }) =>
    isMath(node) ? (
      <Formula source={textOf(node)} />
    ) : (
      <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-[0.875em]">{children}</code>
    ),
  pre: ({ node }) =>
    node?.children.some(isMath) ? (
      <Formula source={textOf(node)} isDisplayed />
    ) : (
      <CodeBlock language={languageOf(node)} text={textOf(node)} />
    ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="overflow-x-auto">
      {/* Cells may be wider than the page, which scrolls; words in them are not broken. */}
      <table className="border-collapse text-[0.9375rem] tabular-nums [overflow-wrap:break-word]">
        {children}
      </table>
    </div>
  ),
  th: ({ style, children }) => (
    <th className={`border-b border-edge py-1.5 pr-6 font-medium ${alignment(style)}`}>
      {children}
    </th>
  ),
  td: ({ style, children }) => (
    <td className={`border-b border-rule py-1.5 pr-6 ${alignment(style)}`}>{children}</td>
  ),
  hr: () => <hr className="border-rule" />,
};

const alignment = (style: CSSProperties | undefined) =>
  style?.textAlign === 'right' ? 'text-right' : 'text-left';

function languageOf(pre: Element | undefined): string {
  const named = classesOf(pre?.children[0]);
  return named.find((name) => name.startsWith('language-'))?.slice('language-'.length) ?? '';
}

/** Math comes as code with one of two classes, which no fence of a model can have: it has one word. */
function isMath(node: ElementContent | undefined): boolean {
  const classes = classesOf(node);
  return classes.includes('math-inline') || classes.includes('math-display');
}

function classesOf(node: ElementContent | undefined): string[] {
  const classes = node?.type === 'element' ? node.properties.className : [];
  return Array.isArray(classes) ? classes.map(String) : [];
}

function textOf(node: ElementContent | undefined): string {
  if (node?.type === 'text') return node.value;
  return node?.type === 'element' ? node.children.map(textOf).join('') : '';
}
