import { curatedSuites } from './curatedSuites.ts';
import { poolSuites } from './pooledSuites.ts';
import { refusalSuites } from './refusalSuites.ts';
import type { ShippedSuite } from './shippedSuite.ts';

/** All suites that come with the product. */
export const shippedSuites: ShippedSuite[] = [
  ...curatedSuites.map((suite) => ({ ...suite, kind: 'curated' as const })),
  ...poolSuites(curatedSuites),
  ...refusalSuites,
];
