/** PGlite as it is opened everywhere, with what keeps it small (docs/decisions/0033). */
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import type { ThreadStart } from './embeddedMessages.ts';

/** The default is 128 MB, which PGlite touches at once; below it the files are in the system's cache anyway. */
const SHARED_BUFFERS = '16MB';

/**
 * Opens or makes a database.
 * @throws what kept it from opening
 */
export async function openSmallPglite({ folder, dump }: ThreadStart): Promise<PGlite> {
  // A module keeps what is set when it is compiled. Optimizing one of PostgreSQL's functions takes 500 MB and two
  // seconds of a core, right after the start; without that, heavy statements take half as long again.
  setOptimizing(false);
  try {
    return await PGlite.create({
      dataDir: folder,
      loadDataDir: dump,
      startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
    });
  } finally {
    setOptimizing(true);
  }
}

function setOptimizing(wanted: boolean): void {
  for (const flag of ['wasm-tier-up', 'wasm-dynamic-tiering']) {
    setFlagsFromString(wanted ? `--${flag}` : `--no-${flag}`);
  }
}
