import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import postgres from 'postgres';
import { freePort } from './freePort.ts';
import { findOrInstallPostgres } from './postgresBinaries.ts';
import { type Account, unprivilegedAccount } from './unprivilegedAccount.ts';

export interface PostgresServer {
  /** The server's own database 'postgres'. */
  readonly url: string;
  /** Makes an empty database and gives its address. */
  createDatabase(): Promise<string>;
  /** 'immediate' is a crash; the server stays away for `downMs` (default 0) before it comes back. */
  restart(mode: 'fast' | 'immediate', options?: { downMs?: number }): Promise<void>;
  /** Stops the server and removes its files. Happens by itself when this process ends. */
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL of its own, in a temporary folder of `parent` and on a free loopback port. */
export async function startPostgres(parent = tmpdir()): Promise<PostgresServer> {
  const bin = findOrInstallPostgres();
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(parent, 'byom-postgres-'));
  if (account) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const run = (program: string, args: string[]) =>
    runProgram(join(bin, program), args, { folder, account });
  const control = (action: string, mode: string, ...args: string[]) =>
    run('pg_ctl', [action, '-D', data, '-w', '-t', '30', '-m', mode, ...args]);
  const start = () =>
    run('pg_ctl', ['start', '-D', data, '-w', '-t', '30', '-l', join(folder, 'log')]);

  const caretaker = startCleanupShell({ bin, folder, data, account });
  const port = await freePort();
  try {
    const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
    const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', `--locale=${locale}`];
    await run('initdb', ['-D', data, '--no-sync', ...options]);
    await appendFile(join(data, 'postgresql.conf'), settings(port, folder));
    await start();
  } catch (error) {
    await stopByCleanupShell(caretaker);
    throw error;
  }

  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  return {
    url: urlOf('postgres'),
    createDatabase: async () => {
      const name = `test_${randomBytes(6).toString('hex')}`;
      const sql = postgres(urlOf('postgres'), { max: 1 });
      try {
        await sql`CREATE DATABASE ${sql(name)}`;
      } finally {
        await sql.end();
      }
      return urlOf(name);
    },
    restart: async (mode, { downMs = 0 } = {}) => {
      await control('stop', mode);
      await setTimeout(downMs);
      await start();
    },
    stop: () => stopByCleanupShell(caretaker),
  };
}

function settings(port: number, folder: string): string {
  // Commits stay synchronous: a test that crashes the server must find what was committed.
  const lines = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'max_connections = 200',
    'shared_buffers = 32MB',
    'fsync = off',
  ];
  return `\n${lines.join('\n')}\n`;
}

interface ProgramOptions {
  folder: string;
  account: Account | undefined;
}

async function runProgram(
  program: string,
  args: string[],
  { folder, account }: ProgramOptions,
): Promise<void> {
  // The server inherits its starter's outputs: pipes would stay open as long as it runs.
  const output = join(folder, 'output');
  const child = spawn('/bin/sh', ['-c', 'exec "$@" >"$0" 2>&1', output, program, ...args], {
    cwd: folder,
    stdio: 'ignore',
    ...account,
  });
  const [code] = await once(child, 'exit');
  if (code === 0) return;
  const logs = [output, join(folder, 'log')].map((file) => readFile(file, 'utf8').catch(() => ''));
  const printed = (await Promise.all(logs)).join('\n').trim().slice(-2000);
  throw new Error(`${program} ${args[0]} failed (${code}):\n${printed}`);
}

/**
 * A shell that outlives this process, however that ends: once the pipe to it breaks, it stops the
 * server and removes its files. In a session of its own, Ctrl-C in the terminal does not reach it.
 */
function startCleanupShell({
  bin,
  folder,
  data,
  account,
}: ProgramOptions & { bin: string; data: string }): ChildProcess {
  const script = join(folder, 'caretaker.sh');
  writeFileSync(
    script,
    'cat >/dev/null\n"$1/pg_ctl" stop -D "$2" -m immediate -w -t 10\ncd /\nrm -rf "$3"\n',
  );
  const child = spawn('/bin/sh', [script, bin, data, folder], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...account,
  });
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}

async function stopByCleanupShell(caretaker: ChildProcess): Promise<void> {
  if (caretaker.exitCode !== null) return;
  caretaker.ref();
  const exit = once(caretaker, 'exit');
  caretaker.stdin?.end();
  await exit;
}
