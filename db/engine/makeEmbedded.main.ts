/** A process that makes an embedded database in the folder that it is given, and ends. */
import { errorToData } from './embeddedMessages.ts';
import { openSmallPglite } from './smallPglite.ts';

try {
  const pglite = await openSmallPglite({ folder: process.argv[2] });
  await pglite.close();
} catch (error) {
  process.send?.(errorToData(error));
  process.exitCode = 1;
}
process.disconnect?.();
