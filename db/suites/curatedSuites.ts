import { codeGenerationSuites } from './codeGeneration.ts';
import { creativeSuites } from './creative.ts';
import type { CuratedSuite } from './curatedSuite.ts';
import { customerSupportSuites } from './customerSupport.ts';
import { qaSuites } from './qa.ts';

/** The suites that come with the product: four domains, three difficulties each. */
export const curatedSuites: CuratedSuite[] = [
  ...customerSupportSuites,
  ...codeGenerationSuites,
  ...qaSuites,
  ...creativeSuites,
];
