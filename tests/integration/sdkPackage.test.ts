/**
 * The client as a package: what is in it, and that a project which has nothing else of BYOM checks its types
 * against it and runs with it.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../fixtures/clientProject/program.ts';
import { launchChromium } from '../support/chromium.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import {
  bundleForBrowsers,
  type ClientProject,
  installPackedSdk,
  run,
} from '../support/packedSdk.ts';
import { differencesFrom } from '../support/routerDifferences.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const program = new URL('../fixtures/clientProject/program.ts', import.meta.url);
const tsc = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
const MAX_DECLARATIONS_BYTES = 150_000;
const MAX_BUNDLE_BYTES = 20_000;

let project: ClientProject;
let declarations: string;

beforeAll(async () => {
  project = await installPackedSdk();
  await cp(program, join(project.folder, 'program.ts'));
  declarations = await readFile(inPackage('dist/index.d.ts'), 'utf8');
});
afterAll(() => project?.remove());

const inProject = (path: string) => readFile(join(import.meta.dirname, '../..', path), 'utf8');
const inPackage = (path: string) => join(project.folder, 'node_modules/@byom/client', path);

describe('the package', () => {
  it('holds one module, its declarations and its licence', async () => {
    expect(project.packed.filter((path) => path !== 'README.md').sort()).toEqual([
      'LICENSE',
      'dist/index.d.ts',
      'dist/index.js',
      'package.json',
    ]);
    expect(await readFile(inPackage('LICENSE'), 'utf8')).toBe(await inProject('LICENSE'));
  });

  it('wants what it was tried with', async () => {
    const { version, dependencies } = JSON.parse(await readFile(inPackage('package.json'), 'utf8'));
    const ours = JSON.parse(await inProject('package.json'));
    const versions = { ...ours.devDependencies, ...ours.dependencies };
    expect(version).toBe(ours.version);
    expect(Object.keys(dependencies)).not.toEqual([]);
    for (const [name, range] of Object.entries(dependencies))
      expect(range).toBe(`^${versions[name]}`);
  });
});

describe('the declarations', () => {
  it('are short', () => {
    expect(declarations.length).toBeGreaterThan(10_000);
    expect(Buffer.byteLength(declarations)).toBeLessThanOrEqual(MAX_DECLARATIONS_BYTES);
  });

  it('name nothing that only the server has', () => {
    expect(declarations).not.toMatch(/\b(drizzle|zod|express|pg|pglite)\b|RequestContext/i);
    expect(declarations).not.toMatch(/(server|db|contract|app|docs)\/[a-z]/);
    const { importedFiles } = ts.preProcessFile(declarations);
    expect([...new Set(importedFiles.map(({ fileName }) => fileName))].sort()).toEqual([
      '@trpc/client',
      '@trpc/server',
    ]);
  });

  it('say in so many words what the source works out of constants and schemas', () => {
    expect(declarations).toContain("type RunStatus = 'pending' | 'running' |");
    expect(declarations).not.toMatch(/typeof (?!globalThis\b)|declare const/);
  });

  it('say of each procedure what the server says of it', () => {
    expect(differencesFrom(declarations)).toEqual([]);
  });

  it('would be found out about a column, an input, a type and an event that are not the server’s', () => {
    const other = [
      ['interface RunOutput {', 'interface RunOutput { added: string;'],
      ['sessionMinutes?: number;', 'sessionMinutes: number;'],
      ['expiresInSeconds: number;', 'expiresInSeconds: string;'],
      ['data: AnswerProgress;', 'data: string;'],
    ] as const;
    for (const [is] of other) expect(declarations).toContain(is);
    const changed = other.reduce((text, [is, not]) => text.replace(is, not), declarations);
    expect(differencesFrom(changed)).toEqual(
      expect.arrayContaining([
        'Outputs "batch.list"',
        'Outputs "batch.onProgress"',
        'Inputs "session.create"',
        'Outputs "session.create"',
        'Outputs "chat.onToken"',
      ]),
    );
  });
});

describe('a project that checks types', () => {
  it.each(['node16', 'bundler'])(
    'finds nothing wrong, resolving modules as %s',
    async (resolution) => {
      await checkTypes(resolution);
    },
  );

  it('is told of an input that is none', async () => {
    await writeFile(
      join(project.folder, 'wrong.ts'),
      `import { createByomClient } from '@byom/client';
       const byom = createByomClient({ baseUrl: '' });
       await byom.batch.start.mutate({ config: { concurrency: 'many' } });`,
    );
    await expect(checkTypes('bundler', 'wrong.ts')).rejects.toThrow(/TS2322: Type 'string'/);
  });

  async function checkTypes(moduleResolution: string, file = 'program.ts') {
    const module = moduleResolution === 'node16' ? 'node16' : 'esnext';
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: false, types: [], target: 'es2022' },
      ...{ lib: ['es2022', 'dom'], module, moduleResolution },
    };
    const settings = { compilerOptions, files: [file] };
    await writeFile(join(project.folder, 'tsconfig.json'), JSON.stringify(settings));
    await run('node', [tsc, '-p', '.'], project.folder);
  }
});

describe('bundled for browsers', () => {
  const bundled = async (name: string, text: string) => {
    await writeFile(join(project.folder, name), text);
    return bundleForBrowsers(project.folder, name);
  };

  it('is small, with all that it depends on', async () => {
    const code = await bundled('all.js', "export * from '@byom/client';");
    expect(gzipSync(code).length).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
  });

  it('leaves nothing behind where nothing of it is used', async () => {
    expect((await bundled('none.js', "import '@byom/client';")).trim()).toBe('');
  });
});

describe.each(engines)('does the whole job with a server on %s', (engine) => {
  let server: TestServer;
  let model: FakeModelServer;

  beforeAll(async () => {
    [server, model] = await Promise.all([startTestServer(engine), startFakeModelServer()]);
  });
  afterAll(async () => {
    await Promise.all([server?.stop(), model?.close()]);
  });

  it('in Node', async () => {
    await writeFile(
      join(project.folder, 'main.js'),
      `import { useClient } from './program.ts';
       process.stdout.write(JSON.stringify(await useClient(...process.argv.slice(2))));`,
    );
    const printed = await run('node', ['main.js', server.url, model.url], project.folder);
    expectWholeJob(JSON.parse(printed));
  });

  it('bundled, in a browser', async () => {
    const [script, browser] = await Promise.all([
      bundleForBrowsers(project.folder, 'program.ts'),
      launchChromium(),
    ]);
    try {
      const page = await browser.newPage();
      await page.route(`${server.url}/program.js`, (route) =>
        route.fulfill({ contentType: 'text/javascript', body: script }),
      );
      await page.route(`${server.url}/`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Client</title>' }),
      );
      await page.goto(`${server.url}/`);
      const addresses = [server.url, model.url].map((url) => JSON.stringify(url));
      // As text: what the tests are run through would replace this import.
      const report = await page.evaluate<Report>(
        `import('/program.js').then(({ useClient }) => useClient(${addresses}))`,
      );
      expectWholeJob(report);
    } finally {
      await browser.close();
    }
  });

  function expectWholeJob({ presets, expiresInHours, ...report }: Report) {
    expect(presets).toBeGreaterThan(5);
    expect(expiresInHours).toBeGreaterThan(0.5);
    expect(report).toEqual({
      testSucceeded: true,
      seqs: [1, 2, 3],
      status: 'completed',
      completedPrompts: 3,
      problem: expect.objectContaining({ kind: 'invalid_input', status: 400, field: 'testRunId' }),
      deletedResults: 3,
    });
  }
});
