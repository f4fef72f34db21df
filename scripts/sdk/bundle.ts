/** Makes one module of the client, which imports its dependencies and nothing else. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

/** Writes `index.js` into `outDir`. */
export async function writeBundle(projectRoot: string, outDir: string): Promise<void> {
  const manifest = await readFile(join(projectRoot, 'sdk/package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  await build({
    // Neither the settings of the pages nor a `.env` of who builds it has a say in this.
    configFile: false,
    envFile: false,
    root: join(projectRoot, 'sdk'),
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      // Whoever bundles it does that; whoever debugs it wants to read it.
      minify: false,
      lib: { entry: 'index.ts', formats: ['es'], fileName: 'index' },
      rollupOptions: { external: Object.keys(dependencies) },
    },
  });
}
