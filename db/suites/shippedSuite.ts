import type { SuiteDifficulty, SuiteKind, SuitePrompt, TaskDomain } from '../../contract/suites.ts';

/** A suite that comes with the product, as it is stored. */
export interface ShippedSuite {
  /** Fixed for good: stored runs refer to it. */
  id: string;
  /** Raised whenever a prompt, an expected answer or a grader changes. */
  version: number;
  kind: Exclude<SuiteKind, 'own'>;
  name: string;
  description: string;
  /** Null where it is of no one domain, or of no one level. */
  task_domain: TaskDomain | null;
  difficulty: SuiteDifficulty | null;
  prompts: SuitePrompt[];
}
