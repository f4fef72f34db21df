/**
 * Runs prompts with promptfoo, the usual tool for the job, as its users do: installed from the registry,
 * its cache off, nothing of what it finds shared with anybody.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const VERSION = '0.123.1';
const cache = fileURLToPath(
  new URL(`../../node_modules/.cache/byom/promptfoo-${VERSION}`, import.meta.url),
);
const assertions = join(cache, 'node_modules', 'promptfoo', 'dist', 'src', 'index.js');
const program = join(cache, 'node_modules', 'promptfoo', 'dist', 'src', 'entrypoint.js');

export interface PromptfooFigures {
  promptsPerSecond: number;
  /** Of its process, start and end taken out. */
  cpuMsAPrompt: number;
}

/** Installs it where it is missing; it takes more than a gigabyte, so it is no dependency. */
export function installPromptfoo(): void {
  if (existsSync(program)) return;
  mkdirSync(cache, { recursive: true });
  const args = ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', cache];
  execFileSync('npm', [...args, `promptfoo@${VERSION}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export interface PromptfooAssertion {
  type: string;
  value?: unknown;
  threshold?: number;
}

/** Loads its assertions, as its library has them: each tells whether an answer passes. */
export async function loadPromptfooAssertions(): Promise<
  (assertion: PromptfooAssertion, output: string) => Promise<boolean>
> {
  process.env.PROMPTFOO_DISABLE_TELEMETRY = '1';
  process.env.PROMPTFOO_DISABLE_UPDATE = '1';
  const { default: promptfoo } = await import(assertions);
  return async (assertion, output) => {
    const given = { assertion, test: { vars: {} }, providerResponse: { output } };
    return (await promptfoo.assertions.runAssertion(given)).pass;
  };
}

/** Asks `prompts` of the endpoint, `concurrency` at once. */
export async function runPromptfoo(
  endpointUrl: string,
  { prompts, concurrency }: { prompts: string[]; concurrency: number },
): Promise<PromptfooFigures> {
  const nearlyNothing = await evaluate(endpointUrl, prompts.slice(0, 1), concurrency);
  const all = await evaluate(endpointUrl, prompts, concurrency);
  return {
    promptsPerSecond: prompts.length / (all.durationMs / 1000),
    cpuMsAPrompt: (all.cpuMs - nearlyNothing.cpuMs) / prompts.length,
  };
}

/** `durationMs` is what it reports of the evaluation itself, without its start. */
async function evaluate(
  endpointUrl: string,
  prompts: string[],
  concurrency: number,
): Promise<{ durationMs: number; cpuMs: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'byom-promptfoo-'));
  try {
    const config = join(folder, 'config.json');
    const output = join(folder, 'output.json');
    await writeFile(config, JSON.stringify(configFor(endpointUrl, prompts)));
    const flags = ['--no-cache', '--no-table', '--no-progress-bar', '--no-share'];
    const child = spawn(
      process.execPath,
      ['--import', tellCpu, program, 'eval', '-c', config, '-o', output, ...flags].concat([
        '--max-concurrency',
        String(concurrency),
      ]),
      {
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          PROMPTFOO_CONFIG_DIR: folder,
          PROMPTFOO_DISABLE_TELEMETRY: '1',
          PROMPTFOO_DISABLE_UPDATE: '1',
          PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
        } as unknown as NodeJS.ProcessEnv,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    child.stderr.on('data', (bytes) => {
      said += bytes;
    });
    await once(child, 'exit');
    const cpuMs = Number(/^cpu ([\d.]+)$/m.exec(said)?.[1]);
    const { stats } = JSON.parse(await readFile(output, 'utf8')).results;
    if (stats.successes !== prompts.length)
      throw new Error(`promptfoo did not answer all: ${said}`);
    return { durationMs: stats.durationMs, cpuMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const tellCpu = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('\\ncpu ' + (user + system) / 1000 + '\\n'); });",
)}`;

function configFor(endpointUrl: string, prompts: string[]) {
  return {
    prompts: ['{{question}}'],
    providers: [
      {
        id: 'openai:chat:bench',
        config: { apiBaseUrl: endpointUrl, apiKey: 'sk-bench', max_tokens: 1024, temperature: 0.7 },
      },
    ],
    tests: prompts.map((question) => ({ vars: { question } })),
  };
}
