import type { SuiteDifficulty, SuitePrompt, TaskDomain } from '../../contract/suites.ts';

/** A suite that comes with the product. The field names are the stored JSON contract. */
export interface CuratedSuite {
  /** Fixed for good: stored runs refer to it. */
  id: string;
  /** Raised whenever a prompt or an expected answer changes. */
  version: number;
  name: string;
  /** One sentence saying what the suite probes. */
  description: string;
  task_domain: TaskDomain;
  difficulty: SuiteDifficulty;
  prompts: SuitePrompt[];
}
