/**
 * What Node runs, from this source (docs/decisions/0001). First it makes loading quick, which is most of
 * what a start costs, then it loads the rest (docs/decisions/0033).
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import './steadyWasm.ts';
import './quickImports.ts';

// Not in the temporary folder, where others could put code. Where it may not be written, it is not used.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/byom/compiled', import.meta.url)));
await import('./process/runServer.ts');
