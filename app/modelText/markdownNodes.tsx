import type {
  AlignType,
  Definition,
  Link,
  LinkReference,
  ListItem,
  Nodes,
  RootContent,
  TableRow,
} from 'mdast';
import { normalizeUri } from 'micromark-util-sanitize-uri';
import { Fragment, type ReactNode } from 'react';
import { CodeBlock } from './CodeBlock.tsx';
import { ExternalLink, safeUrl } from './ExternalLink.tsx';
import { Formula } from './Formula.tsx';
import { InlineCode } from './InlineCode.tsx';

/** What the nodes of a text need of all of it. */
export interface NodeContext {
  /** Addresses of links, by what refers to them. */
  definitions: ReadonlyMap<string, Definition>;
  /** Shows a node that is none of Markdown's; null where it is not known. */
  renderMark: (node: RootContent, children: ReactNode) => ReactNode;
}

/**
 * Markdown's nodes as elements: no HTML, no images, no other addresses than those of the web and of mail
 * (docs/decisions/0019).
 */
export function renderNodes(nodes: Nodes[], context: NodeContext): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text stay in their order
  return nodes.map((node, index) => <Fragment key={index}>{renderNode(node, context)}</Fragment>);
}

/** The first definition of a name is the one that counts (https://spec.commonmark.org/0.31.2/#matches). */
export function definitionsIn(nodes: Nodes[]): Map<string, Definition> {
  const found = new Map<string, Definition>();
  const collect = (node: Nodes) => {
    if (node.type === 'definition' && !found.has(node.identifier)) found.set(node.identifier, node);
    if ('children' in node) node.children.forEach(collect);
  };
  nodes.forEach(collect);
  return found;
}

function renderNode(node: Nodes, context: NodeContext): ReactNode {
  const children = () => ('children' in node ? renderNodes(node.children, context) : null);
  switch (node.type) {
    case 'text':
    // HTML is shown as it was written.
    case 'html':
      return node.value;
    case 'paragraph':
      return <p>{children()}</p>;
    case 'heading':
      return <h4 className="pt-2 font-semibold">{children()}</h4>;
    case 'emphasis':
      return <em>{children()}</em>;
    case 'strong':
      return <strong>{children()}</strong>;
    case 'delete':
      return <del>{children()}</del>;
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr className="border-rule" />;
    case 'blockquote':
      return (
        <blockquote className="border-l-2 border-rule pl-4 text-muted">{children()}</blockquote>
      );
    case 'inlineCode':
      return <InlineCode>{node.value}</InlineCode>;
    case 'code':
      return <CodeBlock language={node.lang ?? ''} text={node.value} />;
    case 'inlineMath':
      return <Formula source={node.value} />;
    case 'math':
      return <Formula source={node.value} isDisplayed />;
    case 'link':
      return <TextLink url={node.url}>{wordsOf(node) ?? children()}</TextLink>;
    case 'linkReference': {
      const url = context.definitions.get(node.identifier)?.url;
      return <TextLink url={url}>{wordsOf(node) ?? children()}</TextLink>;
    }
    case 'image':
      return <Image alt={node.alt} url={node.url} />;
    case 'imageReference':
      return <Image alt={node.alt} url={context.definitions.get(node.identifier)?.url} />;
    case 'list': {
      const isLoose = node.children.some(isLooseItem) || node.spread;
      const items = node.children.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of one list stay in their order
        <li key={index}>{renderItem(item, Boolean(isLoose), context)}</li>
      ));
      if (!node.ordered) return <ul className="list-disc space-y-1 pl-5">{items}</ul>;
      return (
        <ol start={node.start ?? undefined} className="list-decimal space-y-1 pl-5">
          {items}
        </ol>
      );
    }
    case 'table':
      return <Table rows={node.children} align={node.align ?? []} context={context} />;
    case 'definition':
      return null;
    default:
      return context.renderMark(node as RootContent, children());
  }
}

/** The words of a link that is nothing else, which may be its address; null for another one. */
function wordsOf({ children: [first, ...rest] }: Link | LinkReference): string | null {
  return first?.type === 'text' && rest.length === 0 ? first.value : null;
}

function TextLink({ url, children }: { url: string | undefined; children: ReactNode }) {
  return <ExternalLink href={addressOf(url)}>{children}</ExternalLink>;
}

/** Loading it would send its address, and with it whatever the model put there. */
function Image({ alt, url }: { alt: string | null | undefined; url: string | undefined }) {
  const address = addressOf(url);
  return (
    <bdi className="text-muted">
      {`[image${alt ? `: ${alt}` : ''}${address ? `, ${address}` : ''}]`}
    </bdi>
  );
}

const addressOf = (url: string | undefined) => url && safeUrl(normalizeUri(url));

/** Between items that stand close together, their paragraphs are no elements of their own. */
function renderItem({ children, checked }: ListItem, isLoose: boolean, context: NodeContext) {
  // The box of a task, which would be a form field without a name.
  const box = typeof checked === 'boolean' && <span>{checked ? '☑ ' : '☐ '}</span>;
  const [first] = children;
  const hasOwnLine = box && first?.type !== 'paragraph';
  return (
    <>
      {hasOwnLine && (isLoose ? <p>{box}</p> : box)}
      {children.map((node, index) => {
        const isParagraph = node.type === 'paragraph';
        const content = (
          <>
            {index === 0 && isParagraph && box}
            {isParagraph ? renderNodes(node.children, context) : renderNode(node, context)}
          </>
        );
        const Wrapper = isParagraph && isLoose ? 'p' : Fragment;
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one item stay in their order
        return <Wrapper key={index}>{content}</Wrapper>;
      })}
    </>
  );
}

const isLooseItem = ({ spread, children }: ListItem) => spread ?? children.length > 1;

function Table({
  rows: [head, ...rows],
  align,
  context,
}: {
  rows: TableRow[];
  /** Of each column. */
  align: AlignType[];
  context: NodeContext;
}) {
  const cells = (row: TableRow | undefined) =>
    align.map((side, index) => ({
      key: index,
      alignment: side === 'right' ? 'text-right' : 'text-left',
      content: renderNodes(row?.children[index]?.children ?? [], context),
    }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="overflow-x-auto">
      {/* Cells may be wider than the page, which scrolls; words in them are not broken. */}
      <table className="border-collapse text-[0.9375rem] tabular-nums [overflow-wrap:break-word]">
        <thead>
          <tr>
            {cells(head).map(({ key, alignment, content }) => (
              <th key={key} className={`border-b border-edge py-1.5 pr-6 font-medium ${alignment}`}>
                {content}
              </th>
            ))}
          </tr>
        </thead>
        {rows.length > 0 && (
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows stay in their order
              <tr key={index}>
                {cells(row).map(({ key, alignment, content }) => (
                  <td key={key} className={`border-b border-rule py-1.5 pr-6 ${alignment}`}>
                    {content}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        )}
      </table>
    </div>
  );
}
