import {
  type SuiteDifficulty,
  type SuitePrompt,
  suiteDifficulties,
  suiteDifficultyLabels,
  type TaskDomain,
  taskDomainLabels,
  taskDomains,
} from '../../contract/suites.ts';
import type { CuratedSuite } from './curatedSuite.ts';
import type { ShippedSuite } from './shippedSuite.ts';

/** Fixed for good: stored runs refer to them. */
const ids: Record<TaskDomain | SuiteDifficulty | 'all', string> = {
  customer_support: '30d8db6f-dc5c-4fa2-b4a2-51182beb6abf',
  code_generation: '6aae44d4-a1e6-4ddc-a62c-67e60b9755ae',
  qa: '26275586-a588-43b3-85a5-f9c00af2f6b8',
  creative: '6d41db34-7522-4d96-9fec-a22a4eb60295',
  easy: '954da7f2-dd34-40dc-b3c1-f9c024a4d16b',
  medium: '4fd76480-b453-47c1-976d-accbf317c4a5',
  hard: '522e4c36-8b76-40e5-8e57-83919af5776c',
  all: 'a429a55a-bda0-419a-b4ba-e76dd47aee29',
};

/**
 * All checkable prompts of a domain, of a level, and of everything: ten prompts can only show a collapse. The split of
 * a prompt is what the pool mixes.
 */
export function poolSuites(curated: CuratedSuite[]): ShippedSuite[] {
  return [
    pool(curated, 'all', {
      name: 'Everything checkable',
      splitOf: ({ task_domain: domain }) => taskDomainLabels[domain].label,
    }),
    ...taskDomains.map((domain) =>
      pool(
        curated.filter(({ task_domain }) => task_domain === domain),
        domain,
        {
          name: `${taskDomainLabels[domain].label}, all levels`,
          domain,
          splitOf: ({ difficulty }) => suiteDifficultyLabels[difficulty].label,
        },
      ),
    ),
    ...suiteDifficulties.map((difficulty) =>
      pool(
        curated.filter((suite) => suite.difficulty === difficulty),
        difficulty,
        {
          name: `${suiteDifficultyLabels[difficulty].label}, all domains`,
          difficulty,
          splitOf: ({ task_domain: domain }) => taskDomainLabels[domain].label,
        },
      ),
    ),
  ];
}

function pool(
  suites: CuratedSuite[],
  of: keyof typeof ids,
  {
    name,
    domain = null,
    difficulty = null,
    splitOf,
  }: {
    name: string;
    domain?: TaskDomain | null;
    difficulty?: SuiteDifficulty | null;
    splitOf(suite: CuratedSuite): string;
  },
): ShippedSuite {
  const prompts = suites.flatMap((suite) =>
    suite.prompts.filter(isCheckable).map((prompt) => ({ ...prompt, split: splitOf(suite) })),
  );
  return {
    id: ids[of],
    // Rises whenever one of them does.
    version: suites.reduce((sum, { version }) => sum + version, 0),
    kind: 'pooled',
    name,
    description: `The ${prompts.length} prompts with an answer that can be checked, put together.`,
    task_domain: domain,
    difficulty,
    prompts,
  };
}

function isCheckable({ expected_answer: expected, grader }: SuitePrompt): boolean {
  return expected !== undefined || grader !== undefined;
}
