/** What must be there before anything can run: the packages, the built pages, the pinned Node. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const at = (...path) => join(projectRoot, ...path);

/** Installs the packages when there are none or when the lock file is newer than they are. */
export function installIfNeeded() {
  const installed = at('node_modules', '.package-lock.json');
  if (existsSync(installed) && newest([at('package-lock.json')]) <= newest([installed])) return;
  process.stdout.write('Installing packages…\n');
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
}

/**
 * Builds the pages, and makes the database that an empty data folder begins with, both at once, where they
 * are missing or older than their sources.
 */
export async function buildIfNeeded() {
  await Promise.all([
    makeIfNeeded(
      at('build', 'built'),
      ['app', 'contract', 'sdk', 'suiteFiles', 'vite.config.ts', 'package-lock.json'],
      () => {
        process.stdout.write('Building the pages…\n');
        const options = ['--silent', 'build', '--', '--logLevel', 'warn'];
        return start('npm', ['run', ...options], { NODE_ENV: 'production' });
      },
    ),
    makeIfNeeded(
      at('node_modules', '.cache', 'byom', 'embedded-made'),
      ['drizzle', 'db', 'server/jobs', 'package-lock.json'],
      () => {
        const quickly = ['--import', './server/quickImports.ts'];
        return start(pinnedNode(), [...quickly, join('scripts', 'makeTemplate.ts')]);
      },
    ),
  ]);
}

/** Makes what is older than one of its sources, and writes down when that was. */
async function makeIfNeeded(stamp, sources, make) {
  if (existsSync(stamp) && newest(sources.map((path) => at(path))) <= newest([stamp])) return;
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
}

/** The Node that package.json pins, or the running one in a deployment without dev packages. */
export function pinnedNode() {
  const pinned = at(
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(pinned) ? pinned : process.execPath;
}

/** As `run`, beside others. */
async function start(command, args, env = {}) {
  const child = spawn(command, args, optionsWith(env));
  child.on('error', (error) => process.stderr.write(`${command}: ${error.message}\n`));
  const [code] = await once(child, 'close');
  if (code !== 0) process.exit(code ?? 1);
}

/** Runs a command of the project and ends this process with its code when it fails. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, optionsWith(env));
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

function optionsWith(env) {
  return {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  };
}

/** Time of the newest file below the given paths, in milliseconds since 1970. */
function newest(paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const found = statSync(path);
      if (!found.isDirectory()) return found.mtimeMs;
      // What was made of sources is none.
      const names = readdirSync(path).filter((name) => name !== 'dist');
      return newest(names.map((name) => join(path, name)));
    }),
  );
}
