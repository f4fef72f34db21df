import { Link } from '@remix-run/react';
import type { Element, ElementContent } from 'hast';
import { type ComponentProps, type CSSProperties, memo, useRef } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { FILTER_LANGUAGE } from '../../../contract/annotations.ts';
import { type AnswerMarks, isMarked, NO_MARKS, rehypeAnswerMarks } from './answerMarks.ts';
import { CheckedMetric } from './CheckedMetric.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { ExternalLink, safeUrl } from './ExternalLink.tsx';
import {
  completeBlock,
  gfmOptions,
  type MarkdownBlock,
  NO_BLOCKS,
  updateBlocks,
} from './markdownBlocks.ts';
import { remarkModelText } from './markdownText.ts';

/**
 * A model's text. It is not to be trusted: HTML in it is shown as text, images are not loaded, and
 * links are those to the web or to mail addresses only. While the text grows, only its last block is
 * rendered anew (docs/decisions/0019).
 */
export function Markdown({
  children,
  isStreaming = false,
  marks = NO_MARKS,
}: {
  children: string;
  isStreaming?: boolean;
  marks?: AnswerMarks;
}) {
  // Only saves work: the blocks of a text are the same, however it came about.
  const parsed = useRef(NO_BLOCKS);
  parsed.current = updateBlocks(parsed.current, children);
  const definitions = parsed.current.blocks.filter(({ isDefinition }) => isDefinition);
  const blocks = parsed.current.blocks.filter(({ isDefinition }) => !isDefinition);
  const linkDefinitions = definitions.map(({ source }) => `\n\n${source}`).join('');
  return (
    <div className="space-y-3 wrap-anywhere">
      {blocks.map((block, index) => {
        const isStreamingBlock = isStreaming && index === blocks.length - 1;
        const { source, code } = isStreamingBlock ? completeBlock(block) : block;
        if (code?.language === FILTER_LANGUAGE) return null;
        if (code) return <CodeBlock key={block.start} {...code} isStreaming={isStreamingBlock} />;
        return (
          <Block
            key={block.start}
            start={block.start}
            source={source}
            linkDefinitions={source.includes('[') ? linkDefinitions : ''}
            marks={isMarked(block, marks) ? marks : NO_MARKS}
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
  marks,
}: Pick<MarkdownBlock, 'start' | 'source'> & { linkDefinitions: string; marks: AnswerMarks }) {
  if (source.trim() === '') return null;
  return (
    // A direction of its own: characters that turn the text round end here.
    <div dir="auto" className="space-y-3 empty:hidden">
      <ReactMarkdown
        remarkPlugins={[[remarkGfm, gfmOptions], remarkModelText]}
        rehypePlugins={[[rehypeAnswerMarks, { marks, block: { start, source } }]]}
        components={components}
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
  cite: ({ node, children }) => (
    <Link to={String(node?.properties.dataHref)} prefetch="none" className="link figures">
      {children}
    </Link>
  ),
  mark: ({ node, children }) => (
    <CheckedMetric
      isRight={node?.properties.dataVerdict === 'right'}
      explanation={String(node?.properties.dataSays)}
    >
      {children}
    </CheckedMetric>
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
  code: ({ children }) => (
    <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-[0.875em]">{children}</code>
  ),
  pre: ({ node }) => <CodeBlock language={languageOf(node)} text={textOf(node)} />,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="overflow-x-auto">
      <table className="border-collapse text-[0.9375rem] tabular-nums">{children}</table>
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
  const [code] = pre?.children ?? [];
  const classes = code?.type === 'element' ? code.properties.className : [];
  const named = Array.isArray(classes) ? classes.map(String) : [];
  return named.find((name) => name.startsWith('language-'))?.slice('language-'.length) ?? '';
}

function textOf(node: ElementContent | undefined): string {
  if (node?.type === 'text') return node.value;
  return node?.type === 'element' ? node.children.map(textOf).join('') : '';
}
