/** A client of REST, made from its description by a generator that many use. */
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';
import type { OpenApiDocument } from '../../../server/http/rest/openApi/openApiShapes.ts';

/** Stays outside of the project's own check of types, since what it imports is made here. */
const PROGRAM = resolve('tests/fixtures/openApi/mainFlow.ts');

export interface GeneratedClient<Module> {
  /** What the compiler says of the program, its strictest; empty where it has nothing to say. */
  complaints: string[];
  load(): Promise<Module>;
  remove(): Promise<void>;
}

/** Makes the types of `document` in a folder of their own and compiles a program with them. */
export async function generateClient<Module>(
  document: OpenApiDocument,
): Promise<GeneratedClient<Module>> {
  const folder = await mkdtemp(join(tmpdir(), 'byom-openapi-'));
  const program = join(folder, 'mainFlow.ts');
  const types = await openapiTS(document as unknown as OpenAPI3);
  await Promise.all([
    symlink(resolve('node_modules'), join(folder, 'node_modules')),
    writeFile(join(folder, 'paths.d.ts'), astToString(types)),
    copyFile(PROGRAM, program),
  ]);
  return {
    complaints: compile(program),
    load: () => import(/* @vite-ignore */ pathToFileURL(program).href),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function compile(file: string): string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    preserveSymlinks: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file: source, start = 0 }) => {
    const line = source && source.getLineAndCharacterOfPosition(start).line + 1;
    return `${source?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
