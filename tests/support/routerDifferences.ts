import { dirname, join } from 'node:path';
import ts from 'typescript';

const projectRoot = join(import.meta.dirname, '../..');
/** Neither is on the disk. */
const declarationsFile = join(projectRoot, 'sdk/checked.d.ts');
const checkFile = join(projectRoot, 'sdk/check.ts');
/** The two routers agree on a procedure where a function of one can stand for that of the other, either way. */
const check = `
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter as Ours } from '../server/api/index.ts';
import type { AppRouter as Theirs } from './checked.d.ts';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
type Differing<A, B> = {
  [Room in keyof A & keyof B]: {
    [Name in (keyof A[Room] | keyof B[Room]) & string]: Name extends keyof A[Room] & keyof B[Room]
      ? Same<A[Room][Name], B[Room][Name]> extends true ? never : \`\${Room & string}.\${Name}\`
      : \`\${Room & string}.\${Name}\`;
  }[(keyof A[Room] | keyof B[Room]) & string];
}[keyof A & keyof B] | Exclude<keyof A, keyof B> | Exclude<keyof B, keyof A>;
type Errors<Router extends { _def: { _config: { $types: { errorShape: unknown } } } }> =
  Router['_def']['_config']['$types']['errorShape'];

export type Inputs = Differing<inferRouterInputs<Ours>, inferRouterInputs<Theirs>>;
export type Outputs = Differing<inferRouterOutputs<Ours>, inferRouterOutputs<Theirs>>;
export type ErrorShape = Same<Errors<Ours>, Errors<Theirs>> extends true ? never : 'errorShape';
`;

let before: ts.Program | undefined;

/**
 * In which procedures the router that `declarations` declare takes or answers something else than the server's, told
 * as `Inputs batch.start`.
 */
export function differencesFrom(declarations: string): string[] {
  const { config } = ts.readConfigFile(join(projectRoot, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, projectRoot);
  const program = ts.createProgram([checkFile], options, hostOf(options, declarations), before);
  before = program;
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(checkFile);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error('The check was not read.');
  const errors = program.getSemanticDiagnostics(source);
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, formatHost));
  return checker.getExportsOfModule(module).flatMap((symbol) => {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    const parts = type.isUnion() ? type.types : [type];
    return parts
      .filter((part) => !(part.flags & ts.TypeFlags.Never))
      .map((part) => `${symbol.name} ${checker.typeToString(part)}`);
  });
}

function hostOf(options: ts.CompilerOptions, declarations: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const texts = new Map([
    [checkFile, check],
    [declarationsFile, declarations],
  ]);
  return {
    ...host,
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => texts.get(file) ?? host.readFile(file),
    getSourceFile(file, ...rest) {
      const text = texts.get(file);
      if (text !== undefined) return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      const known = before?.getSourceFile(file);
      return known ?? host.getSourceFile(file, ...rest);
    },
  };
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (file) => file,
  getCurrentDirectory: () => dirname(checkFile),
  getNewLine: () => '\n',
};
