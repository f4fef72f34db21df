import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';

/**
 * Opens PostgreSQL when `url` is given, else the embedded database in `dataDir`. PostgreSQL need not
 * answer yet: see `awaitDatabase`.
 * @throws DataFolderInUseError when another process holds the data folder
 */
export async function openDatabase({
  url,
  dataDir,
  poolSize = 10,
}: {
  url?: string;
  dataDir: string;
  /** Most connections to PostgreSQL; one more each listens and asks whether it is there. */
  poolSize?: number;
}): Promise<Database> {
  return url ? openPostgres(url, poolSize) : openEmbedded(dataDir);
}
