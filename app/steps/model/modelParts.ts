import { lazyComponent } from '../../lib/LazyPart.tsx';

/** Only who has a fine-tune and its base connected sees it. */
export const adapterCheckSection = lazyComponent(
  'adapter check',
  async () => (await import('./AdapterCheckSection.tsx')).AdapterCheckSection,
);
