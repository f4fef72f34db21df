/** What only some runs have among their results or below them (docs/decisions/0047). */
import type { OutcomeCount } from '../../../lib/api.ts';
import { lazyComponent } from '../../../lib/LazyPart.tsx';

/** Of many rows those in view. Never on the server: without scripts, pages lead through them. */
export const virtualRows = lazyComponent(
  'virtual rows',
  async () => (await import('./VirtualRows.tsx')).VirtualRows,
);

export const outcomeList = lazyComponent(
  'outcomes',
  async () => (await import('./OutcomeList.tsx')).OutcomeList,
);

/** Most runs ask each prompt once. */
export const promptAnswersSection = lazyComponent(
  'prompt answers',
  async () => (await import('../grades/PromptAnswersSection.tsx')).PromptAnswersSection,
);

/** Where all was answered in whole, there is nothing to say of how the answers ended. */
export const hasOutcomesToShow = (outcomes: OutcomeCount[]) =>
  outcomes.some(({ outcome, remedy }) => outcome !== 'answered' || remedy);
