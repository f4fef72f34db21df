/** What the step of runs shows, each loaded with what shows it (docs/decisions/0047). */
import { lazyComponent } from '../../lib/LazyPart.tsx';

export const runSetup = lazyComponent(
  'setup',
  async () => (await import('./RunSetup.tsx')).RunSetup,
);

export const editedPrompt = lazyComponent(
  'edited prompt',
  async () => (await import('./EditedPrompt.tsx')).EditedPrompt,
);

export const runView = lazyComponent('run', async () => (await import('./RunView.tsx')).RunView);

export const comparisonView = lazyComponent(
  'comparison',
  async () => (await import('../comparison/ComparisonView.tsx')).ComparisonView,
);
