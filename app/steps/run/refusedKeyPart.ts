import { lazyComponent } from '../../lib/LazyPart.tsx';

/** Few runs end at their key (docs/decisions/0047). */
export const refusedKey = lazyComponent(
  'refused key',
  async () => (await import('./RefusedKey.tsx')).RefusedKey,
);
