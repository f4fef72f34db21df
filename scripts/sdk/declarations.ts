/**
 * Writes the declarations of the client into one file. A copy of the sources it needs is made first, in which the
 * written-out types of the API stand in the place of the API: what is rolled up from there cannot lead to the
 * server. See docs/decisions/0049.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import ts from 'typescript';
import { writeRouterTypes } from './routerTypes.ts';
import { API_FILE, isContractFile } from './typeNames.ts';
import { writeOutTypes } from './writtenOut.ts';

/** tRPC's types take them for granted, which a project of 2022 does not know. */
const disposables = '/// <reference lib="esnext.disposable" />';

/**
 * `outFile` is overwritten.
 * @throws when a type of the API cannot be written out, or the client names one that is not there
 */
export async function writeDeclarations(projectRoot: string, outFile: string): Promise<void> {
  const copy = join(projectRoot, 'build', 'sdkTypes');
  await rm(copy, { recursive: true, force: true });
  try {
    await copySources(projectRoot, copy);
    const bundle = await rollup({
      input: join(copy, 'sdk/index.ts'),
      external: await dependenciesOf(projectRoot),
      plugins: [dts({ tsconfig: join(projectRoot, 'tsconfig.json') })],
      onwarn(warning) {
        throw new Error(`The declarations cannot be rolled up: ${warning.message}`);
      },
    });
    await bundle.write({ file: outFile, banner: disposables });
    await bundle.close();
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function dependenciesOf(projectRoot: string): Promise<string[]> {
  const manifest = await readFile(join(projectRoot, 'sdk/package.json'), 'utf8');
  return Object.keys((JSON.parse(manifest) as { dependencies: object }).dependencies);
}

async function copySources(projectRoot: string, copy: string): Promise<void> {
  const program = openProgram(projectRoot);
  const wanted = new Set<string>();
  for (const source of program.getSourceFiles()) {
    const name = relative(projectRoot, source.fileName);
    // The contract's schemas are zod's, and nothing that the client shows is of them.
    if (!/^sdk\//.test(name) && !isContractFile(name)) continue;
    const text = writeOutTypes(program, projectRoot, source);
    if (/^sdk\//.test(name)) {
      for (const type of typesOfApi(text, source.fileName, projectRoot)) wanted.add(type);
    }
    // The inputs and outputs of single procedures have names that programs can use.
    const more = name === 'sdk/index.ts' ? `export type * from '../${API_FILE}';\n` : '';
    await write(name, text + more);
  }
  await write(API_FILE, writeRouterTypes(program, projectRoot, [...wanted]));

  async function write(name: string, text: string) {
    await mkdir(dirname(join(copy, name)), { recursive: true });
    // Whoever has the package only has not got these documents.
    await writeFile(join(copy, name), text.replaceAll(/ \(docs\/[^)]*\)/g, ''));
  }
}

function openProgram(projectRoot: string): ts.Program {
  const { config } = ts.readConfigFile(join(projectRoot, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, projectRoot);
  const entries = [API_FILE, 'sdk/index.ts'].map((name) => join(projectRoot, name));
  return ts.createProgram(entries, options);
}

/** What a file of the client takes from the API by name. */
function typesOfApi(text: string, file: string, projectRoot: string): string[] {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isFrom = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const from = isFrom ? statement.moduleSpecifier : undefined;
    if (!from || !ts.isStringLiteral(from)) return [];
    if (relative(projectRoot, resolve(dirname(file), from.text)) !== API_FILE) return [];
    const named = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : (statement as ts.ExportDeclaration).exportClause;
    if (!named || !(ts.isNamedImports(named) || ts.isNamedExports(named))) {
      throw new Error(`${file} has to name what it takes from ${API_FILE}.`);
    }
    return named.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
  });
}
