import { lazyComponent } from '../../../lib/LazyPart.tsx';

/** Charts are large: they are loaded with their tab. */
export const speedTab = lazyComponent(
  'speed',
  async () => (await import('./SpeedTab.tsx')).SpeedTab,
);

/** The charts of a run that goes on. */
export const liveCharts = lazyComponent(
  'live charts',
  async () => (await import('./RunCharts.tsx')).RunCharts,
);
