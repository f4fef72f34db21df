/**
 * The types of the API, written out. In the source they are worked out from schemas of zod and of the database,
 * none of which a program that calls the API has. Here each procedure stands with what it takes and what it
 * answers, as interfaces that say it in so many words.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { API_FILE, createTypeNames } from './typeNames.ts';
import { createTypePrinter, docOf } from './typePrinter.ts';

/**
 * A module that exports the type `AppRouter` and the interfaces that it is made of. It imports types of the
 * contract and of tRPC only, by the paths that are right in the place of `server/api/index.ts`. `wanted` are
 * types of that file that must be there, whether a procedure names them or not.
 * @throws when a type cannot be written out, with its way from the router
 */
export function writeRouterTypes(
  program: ts.Program,
  projectRoot: string,
  wanted: string[],
): string {
  const checker = program.getTypeChecker();
  const exported = exportsOf(program, join(projectRoot, API_FILE));
  const names = createTypeNames(program, { projectRoot, file: API_FILE });
  const printer = createTypePrinter(checker, names);

  for (const name of wanted) if (name !== 'AppRouter') printer.print(typeCalled(name), [name]);
  const router = typeCalled('AppRouter');
  const errorShape = typeOf(router, '_def', '_config', '$types', 'errorShape');
  const procedures = printRecord(typeOf(router, '_def', 'record'), []);
  const root = `/** What tRPC has to know of the server; what a procedure knows of a request stays there. */
interface Root {
  ctx: object;
  meta: object;
  errorShape: ${printer.printAs('ErrorShape', errorShape, ['errorShape'])};
  transformer: true;
}`;
  return [
    `import type { ${trpcTypes.map((name) => `TRPC${name}`).join(', ')} } from '@trpc/server';`,
    ...printer.imports(),
    ...printer.declarations(),
    root,
    `export type AppRouter = TRPCBuiltRouter<Root, ${procedures}>;\n`,
  ].join('\n');

  function printRecord(record: ts.Type, path: string[]): string {
    const lines = record.getProperties().map((symbol) => {
      const type = checker.getTypeOfSymbol(symbol);
      const here = [...path, symbol.name];
      const isProcedure = trpcTypes.includes(type.symbol?.name);
      const printed = isProcedure ? printProcedure(type, here) : printRecord(type, here);
      return `${docOf(symbol, checker)}${symbol.name}: ${printed};`;
    });
    return `{\n${lines.join('\n')}\n}`;
  }

  function printProcedure(type: ts.Type, path: string[]): string {
    const [definition] = checker.getTypeArguments(type as ts.TypeReference);
    if (!definition) throw new Error(`${path.join('.')} is not a procedure as tRPC builds them.`);
    const name = path.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
    const side = (key: 'input' | 'output', suffix: string) =>
      printer.printAs(`${name}${suffix}`, typeOf(definition, key), [...path, key]);
    const sides = `input: ${side('input', 'Input')}; output: ${side('output', 'Output')}`;
    return `TRPC${type.symbol.name}<{ ${sides}; meta: object }>`;
  }

  function typeCalled(name: string): ts.Type {
    const symbol = exported.get(name);
    if (!symbol) throw new Error(`${API_FILE} exports no ${name}.`);
    return checker.getDeclaredTypeOfSymbol(symbol);
  }

  function typeOf(type: ts.Type, ...path: string[]): ts.Type {
    return path.reduce((from, name) => {
      const symbol = from.getProperty(name);
      if (!symbol) throw new Error(`There is no ${name} in ${checker.typeToString(from)}.`);
      return checker.getTypeOfSymbol(symbol);
    }, type);
  }
}

/** The types that tRPC exports under these names with `TRPC` before them. */
const trpcTypes = ['BuiltRouter', 'MutationProcedure', 'QueryProcedure', 'SubscriptionProcedure'];

function exportsOf(program: ts.Program, file: string): Map<string, ts.Symbol> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`There is no module ${file}.`);
  const isAlias = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  return new Map(
    checker
      .getExportsOfModule(module)
      .map((symbol) => [symbol.name, isAlias(symbol) ? checker.getAliasedSymbol(symbol) : symbol]),
  );
}
