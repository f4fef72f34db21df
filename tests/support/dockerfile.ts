/**
 * Does what the Dockerfile says, without a container: in one folder, which stands for the working directory of
 * both stages. Knows the instructions that our file has and refuses others.
 */
import { execFile, execFileSync } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface BuiltImage {
  env: Record<string, string>;
  /** The command to start, and its arguments. */
  command: string[];
}

/**
 * @param project where the Dockerfile and the files in git are
 * @param folder an empty one
 * @throws Error when a step fails, with what it printed
 */
export async function followDockerfile(project: string, folder: string): Promise<BuiltImage> {
  const image: BuiltImage = { env: {}, command: [] };
  for (const [name, rest] of await readInstructions(join(project, 'Dockerfile'))) {
    switch (name) {
      case 'COPY':
        await copy(rest, project, folder);
        break;
      case 'RUN':
        await runStep(rest, folder);
        break;
      case 'ENV':
        for (const [, variable = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) {
          image.env[variable] = value;
        }
        break;
      case 'CMD':
        image.command = JSON.parse(rest) as string[];
        break;
      // What only a container has: the stages, whose images differ in nothing that counts here, users, ports.
      case 'FROM':
      case 'WORKDIR':
      case 'USER':
      case 'EXPOSE':
        break;
      default:
        throw new Error(
          `The Dockerfile has a new instruction, ${name}, which is not followed here.`,
        );
    }
  }
  return image;
}

async function readInstructions(file: string): Promise<[name: string, rest: string][]> {
  const lines = (await readFile(file, 'utf8')).replaceAll(/^#.*\n/gm, '').replaceAll('\\\n', ' ');
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return [name, rest];
    });
}

async function copy(rest: string, project: string, folder: string): Promise<void> {
  // From one stage to the next.
  if (rest.startsWith('--from=')) return;
  const sources = rest.split(/\s+/).slice(0, -1);
  const files = sources.includes('.') ? filesOf(project) : sources;
  for (const file of files) await cp(join(project, file), join(folder, file));
}

/** What git knows or would take up, as a clone has it. */
function filesOf(project: string): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const listed = execFileSync('git', list, { cwd: project, encoding: 'utf8' });
  const deleted = execFileSync('git', ['ls-files', '--deleted'], {
    cwd: project,
    encoding: 'utf8',
  });
  const gone = new Set(deleted.split('\n'));
  return listed.split('\n').filter((file) => file !== '' && !gone.has(file));
}

async function runStep(step: string, folder: string): Promise<void> {
  const env = {
    ...process.env,
    // The Node of the tests, which is the image's, and what npm has downloaded before.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    npm_config_prefer_offline: 'true',
    // What the tests run under is none of a build's business.
    NODE_ENV: undefined,
    VITEST: undefined,
  };
  try {
    await promisify(execFile)('/bin/sh', ['-c', step], {
      cwd: folder,
      env: env as unknown as NodeJS.ProcessEnv,
      maxBuffer: 64 * 1_048_576,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`RUN ${step} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}
