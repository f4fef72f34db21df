import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';

/**
 * Opens PostgreSQL when `url` is given, else the embedded database in `dataDir`. PostgreSQL need not
 * answer yet: see `awaitDatabase`.
 * @throws what `openEmbedded` throws when the data folder cannot be used
 */
export async function openDatabase({
  url,
  dataDir,
  poolSize = 10,
  reset,
}: {
  url?: string;
  dataDir: string;
  /** Most connections to PostgreSQL; one more each listens and asks whether it is there. */
  poolSize?: number;
  /** Begin with an empty embedded database and keep what was there under another name. */
  reset?: boolean;
}): Promise<Database> {
  return url ? openPostgres(url, poolSize) : openEmbedded(dataDir, { reset });
}
