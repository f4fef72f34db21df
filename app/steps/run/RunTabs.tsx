import { Link } from '@remix-run/react';
import { type RunTab, runTabHref, runTabs } from './runTabs.ts';

/** Leads from one tab of a run to the others. Each has an address of its own. */
export function RunTabs({
  run,
  current,
  hasSettings,
}: {
  run: string;
  current: RunTab;
  /** What it was run with is shown once it is over. */
  hasSettings: boolean;
}) {
  const tabs = (Object.keys(runTabs) as RunTab[]).filter(
    (tab) => tab !== 'settings' || hasSettings,
  );
  return (
    <nav aria-label="Parts of the run">
      <ul className="-mb-px flex gap-6">
        {tabs.map((tab) => (
          <li key={tab}>
            <Link
              to={runTabHref(run, tab)}
              preventScrollReset
              aria-current={tab === current ? 'page' : undefined}
              className={`inline-flex min-h-11 items-center border-b-2 text-[0.9375rem] font-medium ${
                tab === current
                  ? 'border-accent text-ink'
                  : 'border-transparent text-muted hover:border-edge hover:text-ink'
              }`}
            >
              {runTabs[tab]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
