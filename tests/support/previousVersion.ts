/** The code of the version before, as a folder from which its processes start. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PreviousVersion {
  folder: string;
  remove(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = join(root, 'node_modules');
const git = (args: string[]) =>
  execFileSync('git', args, { cwd: root, stdio: 'pipe', maxBuffer: 256 * 1_024 * 1_024 });

/**
 * The last release, or without one the code before the newest migration, with the packages of this version.
 * Where it cannot be had, what it needs.
 */
export async function unpackPreviousVersion(): Promise<PreviousVersion | { needs: string }> {
  // Of a copy without a history that lies in another repository, git would tell about that one.
  const isOurs = answerOf(['rev-parse', '--show-prefix']) === '';
  const commit = isOurs ? (lastRelease() ?? beforeNewestMigration()) : undefined;
  if (!commit) return { needs: 'git, and the history of this clone (git fetch --unshallow)' };

  const folder = await mkdtemp(join(tmpdir(), 'byom-previous-'));
  const remove = () => rm(folder, { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: git(['archive', commit]) });
  await symlink(packages, join(folder, 'node_modules'));
  const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const gone = Object.keys(dependencies).filter((name) => !existsSync(join(packages, name)));
  if (gone.length === 0) return { folder, remove };
  await remove();
  return { needs: `packages that only the version before has: ${gone.join(', ')}` };
}

function lastRelease(): string | undefined {
  return answerOf(['describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^']);
}

function beforeNewestMigration(): string | undefined {
  const newest = answerOf(['log', '-1', '--format=%H', '--diff-filter=A', '--', 'drizzle/*.sql']);
  // The first commit of a shallow clone seems to add everything, and nothing is before it.
  return newest && answerOf(['rev-parse', '--verify', `${newest}^`]);
}

/** Undefined where git says no, or where there is none. */
function answerOf(args: string[]): string | undefined {
  try {
    return git(args).toString().trim();
  } catch {
    return undefined;
  }
}
