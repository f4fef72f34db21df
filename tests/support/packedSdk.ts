import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { build } from 'vite';

const projectRoot = join(import.meta.dirname, '../..');
const packages = join(projectRoot, 'node_modules');

/** A folder with nothing in it but the packed client and what npm installs along with it. */
export interface ClientProject {
  folder: string;
  /** Names of the files that are in the package. */
  packed: string[];
  remove(): Promise<void>;
}

/**
 * Builds and packs the client and installs the package into an empty folder, as npm does it. The packages that it
 * depends on are ours, put there beforehand: no registry is asked.
 */
export async function installPackedSdk(): Promise<ClientProject> {
  const parent = await mkdtemp(join(tmpdir(), 'byom-client-'));
  const folder = join(parent, 'project');
  await run('node', ['scripts/buildSdk.ts'], projectRoot);
  const pack = ['pack', '--json', '--pack-destination', parent];
  const [{ filename, files }] = JSON.parse(await run('npm', pack, join(projectRoot, 'sdk')));

  await mkdir(folder);
  const { dependencies } = await manifestIn(join(projectRoot, 'sdk'));
  for (const name of Object.keys(dependencies)) await copyPackage(name, folder);
  const manifest = { name: 'project', private: true, type: 'module' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const cache = join(parent, 'cache');
  // The peer of tRPC's client is the compiler, which npm would ask the registry for.
  const alone = ['--offline', '--cache', cache, '--legacy-peer-deps', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...alone, '--ignore-scripts', join(parent, filename)], folder);
  return {
    folder,
    packed: files.map(({ path }: { path: string }) => path),
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

/** Bundles and minifies a program of such a project for browsers. */
export async function bundleForBrowsers(folder: string, entry: string): Promise<string> {
  const bundled = await build({
    configFile: false,
    envFile: false,
    root: folder,
    publicDir: false,
    logLevel: 'error',
    // Not as a library: Vite leaves the white space in those.
    build: {
      write: false,
      target: 'es2022',
      minify: 'esbuild',
      modulePreload: false,
      rollupOptions: {
        input: join(folder, entry),
        preserveEntrySignatures: 'strict',
        output: { format: 'es' },
      },
    },
  });
  if (!('output' in bundled)) throw new Error('Vite made several bundles.');
  return bundled.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('');
}

/**
 * Runs a command in `folder` and returns what it printed. `node` is the one that runs this.
 * @param variables of its environment, beside ours
 * @throws with what it printed when it fails
 */
export function run(
  command: string,
  args: string[],
  folder: string,
  variables: Record<string, string> = {},
): Promise<string> {
  const program = command === 'node' ? process.execPath : command;
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: { ...process.env, ...variables, PATH: path } };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

async function copyPackage(name: string, folder: string): Promise<void> {
  const { dependencies = {} } = await manifestIn(join(packages, name));
  await cp(join(packages, name), join(folder, 'node_modules', name), { recursive: true });
  for (const needed of Object.keys(dependencies)) await copyPackage(needed, folder);
}

async function manifestIn(folder: string): Promise<{ dependencies: Record<string, string> }> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}
