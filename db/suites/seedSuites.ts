import { sql } from 'drizzle-orm';
import type { Db } from '../engine/index.ts';
import { testSuites } from '../schema.ts';
import type { ShippedSuite } from './shippedSuite.ts';
import { shippedSuites } from './shippedSuites.ts';

/**
 * Puts the suites that come with the product into the table: new ones are added, ones of an older version are replaced,
 * the rest is left alone. Running it again, or from two processes at once, changes nothing.
 */
export async function seedSuites(db: Db, suites: ShippedSuite[] = shippedSuites): Promise<void> {
  await db
    .insert(testSuites)
    .values(
      suites.map((suite) => ({
        id: suite.id,
        kind: suite.kind,
        // Nodes of the version before offer active suites, and know curated ones only.
        isActive: suite.kind === 'curated',
        name: suite.name,
        description: suite.description,
        taskDomain: suite.task_domain,
        difficulty: suite.difficulty,
        prompts: suite.prompts,
        promptCount: suite.prompts.length,
        version: suite.version,
      })),
    )
    .onConflictDoUpdate({
      target: testSuites.id,
      set: {
        name: sql`excluded.name`,
        description: sql`excluded.description`,
        taskDomain: sql`excluded.task_domain`,
        difficulty: sql`excluded.difficulty`,
        prompts: sql`excluded.prompts`,
        promptCount: sql`excluded.prompt_count`,
        version: sql`excluded.version`,
      },
      setWhere: sql`${testSuites.version} < excluded.version`,
    });
}
