/** Types of the contract and of the client, written out where the source works them out of something else. */
import { relative } from 'node:path';
import ts from 'typescript';
import { createTypeNames, isExportedDeclaration } from './typeNames.ts';
import { createTypePrinter, UnsayableType } from './typePrinter.ts';

/** What is said of a file, and not of what it declares first. */
const headOfFile = /^\/\*\*[\s\S]*?\*\/\n(?=\n|import |\/\*\*)/;

/**
 * The text of a module in which `(typeof runStatuses)[number]`, `Omit<Inputs['chat']['send'], 'content'>` and the like
 * are the words or fields that they stand for. All else, such as what holds functions, is as it was.
 */
export function writeOutTypes(
  program: ts.Program,
  projectRoot: string,
  source: ts.SourceFile,
): string {
  const checker = program.getTypeChecker();
  const names = createTypeNames(program, {
    projectRoot,
    file: relative(projectRoot, source.fileName),
  });
  const printer = createTypePrinter(checker, names);

  let text = source.text;
  // From the end, so that what comes before stays in its place.
  for (const node of source.statements.toReversed()) {
    if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node)) continue;
    const symbol = checker.getSymbolAtLocation(node.name);
    if (!symbol || !isExportedDeclaration(node) || node.typeParameters || !isWorkedOut(node))
      continue;
    const written = declarationOf(symbol, wordsBehind(node));
    if (written === null) continue;
    text = `${text.slice(0, node.getStart())}${written}${text.slice(node.getEnd())}`;
  }
  const known = namesIn(source);
  const imports = printer.imports((name) => !known.has(name));
  return [...imports, text.replace(headOfFile, '')].join('\n');

  function declarationOf(symbol: ts.Symbol, words: string[]): string | null {
    try {
      return printer.declarationOf(symbol, words);
    } catch (error) {
      if (error instanceof UnsayableType) return null;
      throw error;
    }
  }

  function isWorkedOut(node: ts.Node): boolean {
    // `typeof fetch` says it best.
    if (ts.isTypeQueryNode(node)) return !isFunction(checker.getTypeAtLocation(node.exprName));
    const isOne = [ts.isMappedTypeNode, ts.isIndexedAccessTypeNode, ts.isTypeOperatorNode];
    if (isOne.some((is) => is(node))) return true;
    if (ts.isIdentifier(node) && isHidden(checker.getSymbolAtLocation(node))) return true;
    return ts.forEachChild(node, (child) => isWorkedOut(child) || undefined) ?? false;
  }

  /** The words of the constants that a type is worked out of, as they stand there. */
  function wordsBehind(node: ts.Node): string[] {
    if (ts.isTypeQueryNode(node)) {
      const constant = checker.getTypeAtLocation(node.exprName);
      if (!checker.isTupleType(constant)) return constant.getProperties().map(({ name }) => name);
      const words = checker.getTypeArguments(constant as ts.TypeReference);
      return words.flatMap((word) => (word.isStringLiteral() ? word.value : []));
    }
    const words: string[] = [];
    ts.forEachChild(node, (child) => {
      words.push(...wordsBehind(child));
    });
    return words;
  }

  /** A type of the module that nobody outside of it knows. */
  function isHidden(symbol: ts.Symbol | undefined): boolean {
    const declaration = symbol?.declarations?.[0];
    // Those of the language are not exported, either.
    if (declaration?.getSourceFile() !== source) return false;
    const isType = ts.isTypeAliasDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
    return isType && !isExportedDeclaration(declaration);
  }
}

function isFunction(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0;
}

/** What a module declares or imports by name. */
function namesIn({ statements }: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const node of statements) {
    if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) {
      names.add(node.name.text);
    }
    const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined;
    if (bindings && ts.isNamedImports(bindings)) {
      for (const { name } of bindings.elements) names.add(name.text);
    }
  }
  return names;
}
