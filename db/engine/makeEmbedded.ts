/**
 * Makes the folder of an embedded database. PGlite needs seconds and half a gigabyte for that, so it is
 * done by a process that ends, and spared where a template lies ready (docs/decisions/0033).
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorData, errorFromData } from './embeddedMessages.ts';

const MAKER = fileURLToPath(new URL('./makeEmbedded.main.ts', import.meta.url));
/** A database folder that `scripts/makeTemplate.ts` has made. */
const TEMPLATE = fileURLToPath(
  new URL('../../node_modules/.cache/byom/embedded/pglite', import.meta.url),
);

/**
 * Makes a database in `folder`, which is absent or empty. It is whole or absent, also after a kill.
 * @throws what kept it from being made
 */
export async function makeEmbedded(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  if (existsSync(join(TEMPLATE, 'PG_VERSION'))) {
    await cp(TEMPLATE, unfinished, { recursive: true });
  } else {
    await makeInProcess(unfinished);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}

async function makeInProcess(folder: string): Promise<void> {
  // No environment: the keys and addresses in it are none of its business.
  const child = fork(MAKER, [folder], { env: {} as NodeJS.ProcessEnv, execArgv: [] });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let reason: Error | undefined;
  child.on('message', (data: ErrorData) => {
    reason = errorFromData(data);
  });
  const [code, signal] = await once(child, 'exit');
  process.off('exit', endWithUs);
  if (code === 0) return;
  throw reason ?? new Error(`Making the embedded database ended with ${signal ?? `code ${code}`}.`);
}
