/** The parts of a run's page, of which only some are shown at a time (docs/decisions/0047). */
import { lazyComponent } from '../../lib/LazyPart.tsx';

/** How far a run is that goes on. */
export const liveProgress = lazyComponent(
  'progress',
  async () => (await import('./summary/LiveProgress.tsx')).LiveProgress,
);

/** Its results so far. */
export const liveRun = lazyComponent(
  'live run',
  async () => (await import('./LiveRun.tsx')).LiveRun,
);

export const speedTab = lazyComponent(
  'speed',
  async () => (await import('./speed/SpeedTab.tsx')).SpeedTab,
);

export const settingsTab = lazyComponent(
  'settings',
  async () => (await import('./settings/SettingsTab.tsx')).SettingsTab,
);
