/** One prompt of a curated suite. The field names are the stored JSON contract, hence snake_case. */
export interface SuitePrompt {
  prompt: string;
  /** What a right answer must contain. ` | ` separates alternatives, ` & ` parts that must all appear. */
  expected_answer?: string;
  category?: string;
}

export interface CuratedSuite {
  /** Fixed for good: runs and caches refer to it. */
  id: string;
  /** Raise it whenever a prompt or an expected answer changes. */
  version: number;
  name: string;
  description: string;
  task_domain: 'customer_support' | 'code_generation' | 'qa' | 'creative';
  difficulty: 'easy' | 'medium' | 'hard';
  prompts: SuitePrompt[];
}
