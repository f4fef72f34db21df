import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type UserConfig } from 'vite';
import { clientChunks } from './scripts/clientChunks.ts';

// For browsers this part of the Markdown parser has a version that decodes `&amp;` by `innerHTML`,
// which our content security policy refuses (docs/decisions/0019).
const characterReferences = 'decode-named-character-reference';

// What the server itself imports stays outside of its bundle, so that there is one instance of it.
const { dependencies } = JSON.parse(
  readFileSync(new URL('./package.json', import.meta.url), 'utf8'),
) as { dependencies: Record<string, string> };

/** The server's bundle of the pages holds what they render with, which a deployment need not install. */
const bundledPages: UserConfig = {
  ssr: { noExternal: true, external: Object.keys(dependencies) },
  // Otherwise it would hold the development build of React, too.
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** What browsers load is made small (docs/decisions/0047). */
const smallPages: UserConfig = {
  build: {
    target: 'es2022',
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: { passes: 3 } },
    rollupOptions: { output: { manualChunks: clientChunks() } },
  },
};

export default defineConfig(({ command, isSsrBuild }) => ({
  ...(command === 'build' && (isSsrBuild ? bundledPages : smallPages)),
  resolve: {
    alias: { [characterReferences]: fileURLToPath(import.meta.resolve(characterReferences)) },
  },
  plugins: [
    tailwindcss(),
    // The Remix plugin takes over module resolution; unit tests import plain modules.
    !process.env.VITEST &&
      remix({
        future: {
          v3_fetcherPersist: true,
          v3_relativeSplatPath: true,
          v3_throwAbortReason: true,
          v3_singleFetch: true,
          v3_lazyRouteDiscovery: true,
          v3_routeConfig: true,
        },
      }),
  ],
}));
