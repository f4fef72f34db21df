import type { ComponentProps, ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

/**
 * A model's text. It is not to be trusted: HTML in it is shown as text, images are not loaded, and
 * links are those to the web or to mail addresses only.
 */
export function Markdown({ children }: { children: string }) {
  return (
    <div className="space-y-3 wrap-anywhere">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={components} urlTransform={webOrMail}>
        {children}
      </ReactMarkdown>
    </div>
  );
}

function webOrMail(url: string): string | undefined {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? url : undefined;
}

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
  a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
  img: ({ src, alt }) => (
    <OutsideLink href={typeof src === 'string' ? src : undefined}>
      {alt ? `image: ${alt}` : 'image'}
    </OutsideLink>
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
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken p-3 text-sm *:p-0">
      {children}
    </pre>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="overflow-x-auto">
      <table className="figures border-collapse text-sm">{children}</table>
    </div>
  ),
  th: ({ children }) => (
    <th className="border-b border-edge py-1.5 pr-6 text-left font-medium">{children}</th>
  ),
  td: ({ children }) => <td className="border-b border-rule py-1.5 pr-6">{children}</td>,
  hr: () => <hr className="border-rule" />,
};

function OutsideLink({ href, children }: { href?: string; children: ReactNode }) {
  if (!href) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="link">
      {children}
    </a>
  );
}
