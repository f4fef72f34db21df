import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

/** Starts a headless browser that makes no requests of its own. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findOrInstallChromium(), headless: true, args: ARGS });
}

/**
 * The path of a Chromium that runs. Where none is found it is installed, which takes minutes; a
 * test run therefore calls this before its first test.
 */
export function findOrInstallChromium(): string {
  const attempts: string[] = [];
  const found = findChromium(attempts);
  if (found !== undefined) return found;
  if (process.env.CHROMIUM_PATH) {
    throw new Error(`The browser named in CHROMIUM_PATH does not run: ${attempts.join('; ')}`);
  }
  for (const install of [installByApt, installByPlaywright]) {
    const attempt = install();
    if (attempt === undefined) continue;
    attempts.push(attempt);
    const installed = findChromium(attempts);
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'These tests need Chromium, and none could be found or installed. Install it ' +
      '(`apt-get install chromium`, or `npx playwright-core install --with-deps chromium`), or ' +
      `name one in CHROMIUM_PATH. Tried:\n${[...new Set(attempts)].map((line) => `- ${line}`).join('\n')}`,
  );
}

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function findChromium(attempts: string[]): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  const candidates = named ? [named] : candidatePaths(attempts);
  return candidates.find((path) => {
    const failure = launchFailure(path);
    if (failure !== undefined) attempts.push(`${path}: ${failure}`);
    return failure === undefined;
  });
}

function candidatePaths(attempts: string[]): string[] {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const ownBrowser = chromium.executablePath();
  attempts.push(`${names.join(', ')} in PATH; the applications folder; ${ownBrowser}`);
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ownBrowser,
  ].filter((path) => existsSync(path));
}

/** A file of the right name may be a stub that only says which package to install. */
function launchFailure(path: string): string | undefined {
  const { error, status, stderr } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  if (error) return error.message;
  return status === 0 ? undefined : `exit code ${status}, ${errorLine(stderr)}`;
}

function installByApt(): string | undefined {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error) return undefined;
  // Stale package lists may still do, so a failed update decides nothing by itself.
  const failures = [
    run('apt-get', ['update']),
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']),
  ].filter((failure) => failure !== undefined);
  return failures.join('\n- ') || 'apt-get install -y chromium';
}

function installByPlaywright(): string {
  const packageJson = createRequire(import.meta.url).resolve('playwright-core/package.json');
  const cli = join(dirname(packageJson), 'cli.js');
  return (
    run(process.execPath, [cli, 'install', 'chromium']) ?? 'npx playwright-core install chromium'
  );
}

/** What went wrong, if anything did. */
function run(program: string, args: string[]): string | undefined {
  console.log(`Installing a browser for the tests: ${program} ${args.join(' ')}`);
  const { error, status, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  });
  if (status === 0) return undefined;
  return `${program} ${args.join(' ')}: ${error?.message ?? errorLine(stderr)}`;
}

function errorLine(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.find((line) => /error|^E:/i.test(line)) ?? lines.at(-1) ?? '').trim();
}
