/**
 * Makes the embedded database that a start with an empty data folder copies (docs/decisions/0033): migrated,
 * with the suites and the queue's tables. `npm start` runs it while the pages are being built.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../db/engine/index.ts';
import { prepareDatabase } from './prepareDatabase.ts';

const dataDir = join(import.meta.dirname, '../node_modules/.cache/byom/embedded');
await rm(dataDir, { recursive: true, force: true });
const database = await openDatabase({ dataDir });
await prepareDatabase(database);
await database.close();
