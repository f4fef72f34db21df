import type { ReactNode } from 'react';

/** The table between what narrows it and what it opens; one below the other where there is no room. */
export function ResultsLayout({
  rail,
  search,
  panel,
  children,
}: {
  rail: ReactNode;
  search: ReactNode;
  panel: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="grid items-start gap-x-8 gap-y-5 lg:grid-cols-[13rem_minmax(0,1fr)] desk:grid-cols-[14rem_minmax(0,1fr)_31rem]">
      <div className="min-w-0 space-y-5 lg:sticky lg:top-4 lg:-ml-2.5 lg:max-h-[calc(100svh-2rem)] lg:overflow-y-auto">
        {rail}
      </div>
      <div className="min-w-0">
        <div className="mb-2">{search}</div>
        <section id={RESULTS_ID} tabIndex={-1} aria-label="Results" className="scroll-mt-4">
          {children}
        </section>
      </div>
      {panel}
    </div>
  );
}

/** Past all that stands above the table. */
export function SkipToResults() {
  return (
    <a
      href={`#${RESULTS_ID}`}
      className="absolute top-2 left-2 z-10 -translate-y-20 rounded-md bg-accent px-4 py-2 text-on-accent focus:translate-y-0"
    >
      Skip to results
    </a>
  );
}

const RESULTS_ID = 'results';
