import { lazyComponent } from '../../../lib/LazyPart.tsx';

/** The charts of a run that goes on. */
export const liveCharts = lazyComponent(
  'live charts',
  async () => (await import('./RunCharts.tsx')).RunCharts,
);
