/** What the documents show of the client is true: each piece of code is checked and run as it stands there. */
import { globSync, readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SuitePrompt } from '../../contract/suites.ts';
import { connect } from '../../sdk/index.ts';
import { writeSuiteFile } from '../../suiteFiles/index.ts';
import { type ClientProject, installPackedSdk, run } from '../support/packedSdk.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const projectRoot = join(import.meta.dirname, '../..');
/** The server and its simulated models, as the documents write it. */
const SERVER = 'http://127.0.0.1:3000';
const documents = ['README.md', 'sdk/README.md', ...globSync('docs/**/*.md', { cwd: projectRoot })];
const snippets = documents.flatMap((document) =>
  [...readFileSync(join(projectRoot, document), 'utf8').matchAll(/^```(ts|js)\n(.*?)^```$/gms)]
    .map(([, language = '', code = '']) => ({ document, language, code }))
    .filter(({ code }) => code.includes("'@byom/client'"))
    .map((snippet, index) => ({ ...snippet, name: `${snippet.document} ${index + 1}` })),
);
const fileOf = ({ name, language }: { name: string; language: string }) =>
  `${name.replace(/\W+/g, '-')}.${language === 'js' ? 'mjs' : 'mts'}`;

let project: ClientProject;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer('pglite');
  project = await installPackedSdk();
  for (const types of ['@types/node', 'undici-types']) {
    const from = join(projectRoot, 'node_modules', types);
    await cp(from, join(project.folder, 'node_modules', types), { recursive: true });
  }
  for (const snippet of snippets) {
    const code = snippet.code.replaceAll(SERVER, server.url);
    await writeFile(join(project.folder, fileOf(snippet)), code);
  }
  const prompts = await curatedPrompts();
  const file = (name: string, count?: number) =>
    writeFile(join(project.folder, name), writeSuiteFile(prompts.slice(0, count), 'csv'));
  await file('prompts.csv', 10);
  await file('evals.csv');
});
afterAll(async () => {
  await server?.stop();
  await project?.remove();
});

/** What the simulated models have answers for. */
async function curatedPrompts(): Promise<SuitePrompt[]> {
  const { suite } = server.client();
  const suites = await Promise.all(
    (await suite.list.query()).map(({ id }) => suite.get.query({ testSuiteId: id })),
  );
  return suites.flatMap(({ prompts }) => prompts).filter((prompt) => prompt.expected_answer);
}

/** An id of a session with a tested model, as a program would be handed it. */
async function testedSession(): Promise<string> {
  const endpointUrl = `${server.url}/simulated/v1`;
  const byom = await connect({ baseUrl: server.url }, { endpointUrl, modelId: 'simulated-model' });
  const report = await byom.testConnection();
  if (!report.success) throw new Error(report.message);
  return byom.sessionId;
}

it('shows the client in the README of the package, in the reference and in the recipe', () => {
  const shown = new Set(snippets.map(({ document }) => document));
  expect([...shown].sort()).toEqual([
    'docs/api.md',
    'docs/recipes/check-a-model-in-ci.md',
    'docs/sdk/README.md',
    'sdk/README.md',
  ]);
});

it('is of the types that the package declares', async () => {
  const files = snippets.filter(({ language }) => language === 'ts').map(fileOf);
  const compilerOptions = {
    ...{ strict: true, noUncheckedIndexedAccess: true, noEmit: true, skipLibCheck: true },
    ...{ target: 'es2022', lib: ['es2022', 'dom', 'dom.asynciterable', 'esnext.disposable'] },
    ...{ types: ['node'], module: 'node16', moduleResolution: 'node16' },
  };
  await writeFile(
    join(project.folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files }),
  );
  const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
  expect(await run('node', [tsc, '-p', '.'], project.folder)).toBe('');
});

describe.concurrent('runs', () => {
  it.each(snippets.filter(({ language }) => language === 'ts'))('$name', async (snippet) => {
    const env = { BYOM_SESSION: await testedSession() };
    expect(await run('node', [fileOf(snippet)], project.folder, env)).not.toBe('');
  });
});

it('has a reference that is made from the docstrings as they are now', async () => {
  const made = join(project.folder, 'reference');
  const typedoc = join(projectRoot, 'node_modules/typedoc/bin/typedoc');
  await run('node', [typedoc, '--out', made], projectRoot);
  const reference = readFileSync(join(projectRoot, 'docs/sdk/README.md'), 'utf8');
  // `npm run docs:sdk` writes it.
  expect(readFileSync(join(made, 'README.md'), 'utf8')).toBe(reference);
});

describe.concurrent('the script for CI', () => {
  const script = snippets.find(({ language }) => language === 'js');
  const gate = (candidate: string, baseline: string) => {
    const endpointUrl = `${server.url}/simulated/v1`;
    return run('node', [fileOf(script ?? { name: '', language: 'js' })], project.folder, {
      ...{ CANDIDATE_URL: endpointUrl, CANDIDATE_MODEL: candidate },
      ...{ BASE_URL: endpointUrl, BASE_MODEL: baseline, API_KEY: '' },
    });
  };

  it('has twenty lines or a few more', () => {
    expect(script?.code.trim().split('\n').length).toBeLessThanOrEqual(22);
  });

  it('passes a candidate that is better than its base, and says so', async () => {
    expect(await gate('simulated-model', 'simulated-base')).toMatch(/^Better/);
  });

  it('fails one that is worse', async () => {
    await expect(gate('simulated-base', 'simulated-model')).rejects.toThrow(/Worse/);
  });
});
