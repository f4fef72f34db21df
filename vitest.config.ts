import { defineConfig } from 'vitest/config';

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...more },
});

/**
 * Files share the modules of their worker: loading the server again for each would take as long as a third of
 * the tests. So no file may replace a module, or leave anything behind in one.
 */
const shared = { isolate: false };

export default defineConfig({
  test: {
    // As `server/steadyWasm.ts`, for the parts of the server that run in a worker of the tests.
    execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
    // Two cores: real servers, a database and a browser already keep them busy.
    maxWorkers: 2,
    // Concurrent tests mostly wait for a server that takes its time.
    maxConcurrency: 10,
    projects: [
      // Generous: property tests on a busy machine take several seconds.
      project('unit', { testTimeout: 30_000 }),
      project('integration', {
        ...shared,
        testTimeout: 120_000,
        hookTimeout: 120_000,
        setupFiles: ['tests/support/openApi/checkedFetch.setup.ts'],
        globalSetup: [
          'tests/support/postgres.globalSetup.ts',
          'tests/support/embedded.globalSetup.ts',
        ],
      }),
      project('e2e', {
        ...shared,
        testTimeout: 120_000,
        hookTimeout: 120_000,
        fileParallelism: false,
        // A browser on a busy machine is late now and then; `npm test` names what needed this.
        retry: 1,
        // After the others, which keep both cores busy.
        sequence: { groupOrder: 1 },
        globalSetup: ['tests/support/embedded.globalSetup.ts'],
      }),
    ],
  },
});
