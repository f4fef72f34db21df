/** The types of the contract, written out where its source works them out of its constants. */
import { relative } from 'node:path';
import ts from 'typescript';
import { createTypeNames, isExportedDeclaration } from './typeNames.ts';
import { createTypePrinter } from './typePrinter.ts';

/** What is said of a file, and not of what it declares first. */
const headOfFile = /^\/\*\*[\s\S]*?\*\/\n(?=\n|import |\/\*\*)/;

/**
 * The text of a module of the contract in which `(typeof runStatuses)[number]` and the like are the words that they
 * stand for. All else is as it was.
 */
export function writeContractTypes(
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
    const written = printer.declarationOf(symbol, wordsBehind(node));
    text = `${text.slice(0, node.getStart())}${written}${text.slice(node.getEnd())}`;
  }
  const known = namesIn(source);
  const imports = printer.imports((name) => !known.has(name));
  return [...imports, text.replace(headOfFile, '')].join('\n');

  function isWorkedOut(node: ts.Node): boolean {
    if (
      ts.isTypeQueryNode(node) ||
      ts.isMappedTypeNode(node) ||
      ts.isIndexedAccessTypeNode(node) ||
      ts.isTypeOperatorNode(node)
    ) {
      return true;
    }
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

  /** A type that nobody outside of the module knows. */
  function isHidden(symbol: ts.Symbol | undefined): boolean {
    const declaration = symbol?.declarations?.[0];
    const isType =
      declaration &&
      (ts.isTypeAliasDeclaration(declaration) || ts.isInterfaceDeclaration(declaration));
    return isType ? !isExportedDeclaration(declaration) : false;
  }
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
