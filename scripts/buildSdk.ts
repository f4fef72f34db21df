/** `npm run build:sdk`: makes the package of the client in `sdk/dist`, ready for `npm pack`. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from './sdk/bundle.ts';
import { writeDeclarations } from './sdk/declarations.ts';

const projectRoot = join(import.meta.dirname, '..');
const outDir = join(projectRoot, 'sdk/dist');
await rm(outDir, { recursive: true, force: true });
await mkdir(outDir, { recursive: true });
await writeBundle(projectRoot, outDir);
await writeDeclarations(projectRoot, join(outDir, 'index.d.ts'));
