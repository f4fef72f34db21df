/** What must be there before anything can run: the packages, the built pages, the pinned Node. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Builds the pages when they are missing or older than their sources. */
export function buildIfNeeded() {
  const stamp = at('build', 'built');
  const sources = ['app', 'contract', 'sdk', 'vite.config.ts', 'package-lock.json'].map((path) =>
    at(path),
  );
  if (existsSync(stamp) && newest(sources) <= newest([stamp])) return;
  process.stdout.write('Building the pages…\n');
  run('npm', ['run', '--silent', 'build', '--', '--logLevel', 'warn'], { NODE_ENV: 'production' });
  mkdirSync(at('build'), { recursive: true });
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

/** Runs a command of the project and ends this process with its code when it fails. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Time of the newest file below the given paths, in milliseconds since 1970. */
function newest(paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const found = statSync(path);
      if (!found.isDirectory()) return found.mtimeMs;
      return newest(readdirSync(path).map((name) => join(path, name)));
    }),
  );
}
