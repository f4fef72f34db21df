import type { ReadPrompt, SuiteFileOptions, SuiteReading } from '../../suiteFiles/index.ts';

/** What the thread is given at its start. */
export interface SuiteFileJob {
  bytes: Uint8Array<ArrayBuffer>;
  options: Pick<SuiteFileOptions, 'format' | 'mapping'>;
}

/** What it tells: prompts, the next ones when it is asked for more, and then what else there is to say. */
export type FromSuiteFileThread =
  | { type: 'prompts'; prompts: ReadPrompt[] }
  | { type: 'read'; reading: Omit<SuiteReading, 'prompts'> };
