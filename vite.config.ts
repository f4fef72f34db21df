import { fileURLToPath } from 'node:url';
import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

// For browsers this part of the Markdown parser has a version that decodes `&amp;` by `innerHTML`,
// which our content security policy refuses (docs/decisions/0019).
const characterReferences = 'decode-named-character-reference';

export default defineConfig({
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
});
