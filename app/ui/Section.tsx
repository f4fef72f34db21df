import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  /** Of its heading; 3 for a part of another section. */
  level?: 2 | 3;
  children: ReactNode;
  className?: string;
}

const headingStyles = { 2: 'text-lg', 3: 'text-base' } as const;

/** A part of a step under its own heading, set off by a thin rule. */
export function Section({
  title,
  level = 2,
  aside,
  id,
  children,
  className = '',
}: SectionProps & {
  /** Stands at the end of the heading's line. */
  aside?: ReactNode;
  id?: string;
}) {
  return (
    <section id={id} className={`min-w-0 border-t border-rule pt-5 ${className}`}>
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Heading title={title} level={level} />
        {aside && <div className="text-sm text-muted">{aside}</div>}
      </div>
      {children}
    </section>
  );
}

/** The same, folded up until somebody wants to know. */
export function FoldedSection({
  title,
  level = 2,
  isOpen,
  children,
  className = '',
}: SectionProps & { isOpen: boolean }) {
  return (
    <details open={isOpen} className={`min-w-0 border-t border-rule pt-5 ${className}`}>
      <summary className="cursor-pointer">
        <span className="inline-block">
          <Heading title={title} level={level} />
        </span>
      </summary>
      <div className="mt-4">{children}</div>
    </details>
  );
}

function Heading({ title, level }: { title: string; level: 2 | 3 }) {
  const Element = `h${level}` as const;
  return (
    <Element className={`font-semibold tracking-tight ${headingStyles[level]}`}>{title}</Element>
  );
}
