/** A real PgBouncer of a test's own, where the machine has one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './freePort.ts';
import { unprivilegedAccount } from './unprivilegedAccount.ts';

export interface PgBouncer {
  /** The address of the same database through it. */
  urlOf(databaseUrl: string): string;
  stop(): Promise<void>;
}

/** Starts one in front of the server at `postgresUrl`; undefined where it is not installed. */
export async function startPgBouncer(
  postgresUrl: string,
  poolMode: 'session' | 'transaction' | 'statement',
): Promise<PgBouncer | undefined> {
  const program = findPgBouncer();
  if (!program) return undefined;
  const account = unprivilegedAccount();
  const folder = await mkdtemp(join(tmpdir(), 'byom-pgbouncer-'));
  const file = (name: string) => join(folder, name);
  const { hostname, port: serverPort, username } = new URL(postgresUrl);
  const port = await freePort();
  await writeFile(file('users'), `"${username}" ""\n`);
  await writeFile(
    file('pgbouncer.ini'),
    [
      '[databases]',
      `* = host=${hostname} port=${serverPort}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${file('users')}`,
      `pool_mode = ${poolMode}`,
      `logfile = ${file('log')}`,
      '',
    ].join('\n'),
  );
  if (account) chownSync(folder, account.uid, account.gid);
  const child = spawn(program, ['--quiet', file('pgbouncer.ini')], {
    cwd: folder,
    stdio: 'ignore',
    ...account,
  });
  const ended = once(child, 'exit');
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  while (!(await accepts(port))) {
    if (child.exitCode !== null) {
      throw new Error(`PgBouncer has not started:\n${await readFile(file('log'), 'utf8')}`);
    }
    await pause(20);
  }
  return {
    urlOf(databaseUrl) {
      const url = new URL(databaseUrl);
      url.host = `127.0.0.1:${port}`;
      return url.href;
    },
    async stop() {
      process.off('exit', kill);
      kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function findPgBouncer(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'pgbouncer'))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
