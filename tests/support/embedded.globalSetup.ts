/**
 * Before the first test file: an embedded database that is migrated and seeded, as a dump and as a data
 * folder. To make one takes ten seconds; to copy one takes a fraction of a second.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openInMemory } from '../../db/engine/embedded.ts';
import { openEmbeddedClient } from '../../db/engine/embeddedClient.ts';
import { prepareDatabase } from '../../scripts/prepareDatabase.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** File with a dump of the embedded database. */
    embeddedSnapshot: string;
    /** Data folder of a process that has used no more than this database. */
    embeddedFolder: string;
  }
}

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'byom-tests-'));
  const embedded = await openInMemory();
  await prepareDatabase(embedded);
  const dump = new Uint8Array(await embedded.dump());
  await embedded.close();
  const snapshot = join(folder, 'embedded.tar');
  await writeFile(snapshot, dump);
  const dataDir = join(folder, 'data');
  await mkdir(dataDir, { mode: 0o700 });
  const copy = await openEmbeddedClient({
    folder: join(dataDir, 'pglite'),
    dump: new Blob([dump]),
  });
  await copy.close();

  project.provide('embeddedSnapshot', snapshot);
  project.provide('embeddedFolder', dataDir);
  return () => rm(folder, { recursive: true, force: true });
}
