import type { ReactNode } from 'react';

/** A part of the panel under its own heading. */
export function Part({
  title,
  aside,
  children,
}: {
  title: string;
  /** At the end of the heading's line. */
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="min-w-0">
      <div className="mb-1 flex min-h-8 flex-wrap items-center justify-between gap-x-4 text-sm text-muted">
        <h3 className="font-medium">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
