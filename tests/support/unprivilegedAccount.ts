import { execFileSync } from 'node:child_process';

export interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL and PgBouncer refuse to run as root; somebody else has to. Undefined where we are not root. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
      return { uid: idOf('-u'), gid: idOf('-g') };
    } catch {
      // No such account; the next one may exist.
    }
  }
  throw new Error(
    'PostgreSQL and PgBouncer do not run as root, and there is neither an account "postgres" nor "nobody".',
  );
}
