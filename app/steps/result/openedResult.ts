import { lazyComponent } from '../../lib/LazyPart.tsx';

/** What is known of a result comes with the first that is opened. */
export const openedResult = lazyComponent(
  'opened result',
  async () => (await import('./ResultPanel.tsx')).ResultPanel,
);
