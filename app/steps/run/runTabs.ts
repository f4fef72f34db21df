/** The tabs of a run's page, as its address names them. */
export const runTabs = { results: 'Results', speed: 'Speed', settings: 'Settings' } as const;
export type RunTab = keyof typeof runTabs;

export function readRunTab(params: URLSearchParams): RunTab {
  const named = params.get('tab') ?? '';
  return Object.hasOwn(runTabs, named) ? (named as RunTab) : 'results';
}

/** The address of a tab, below the step's. */
export function runTabHref(run: string, tab: RunTab): string {
  return `?${new URLSearchParams({ run, ...(tab !== 'results' && { tab }) })}`;
}
