/** Where the generated migrations lie, and which is the newest. The engines apply them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url));

/** When the newest migration of this version was made, in milliseconds since 1970; its mark in the database. */
export async function lastMigrationAt(): Promise<number> {
  const journal = await readFile(`${migrationsFolder}/meta/_journal.json`, 'utf8');
  const { entries } = JSON.parse(journal) as { entries: { when: number }[] };
  return Math.max(...entries.map(({ when }) => when));
}
