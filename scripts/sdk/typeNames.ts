/** By which name a type can be called where nothing of this project but the contract is at hand. */
import { dirname, relative } from 'node:path';
import ts from 'typescript';

/** The module that has the types of the server; what is written out stands in for it. */
export const API_FILE = 'server/api/index.ts';

export interface TypeName {
  name: string;
  typeArguments: readonly ts.Type[];
  /**
   * Where the name is to be had: in the language itself, from a module, or nowhere yet, so that it has to be
   * declared. The server's are declared in place of its API.
   */
  from: 'language' | { module: string } | 'nowhere';
  symbol: ts.Symbol;
}

export interface TypeNames {
  /** Null for a type that has no name, or none that means anything outside of the server. */
  of(type: ts.Type): TypeName | null;
  /** The name that the contract has for a choice of just these words; null where it has none, or several. */
  ofWords(words: string[]): TypeName | null;
}

/** What tRPC exports. */
const trpcNames = ['TRPC_ERROR_CODE_NUMBER'];

/** `file` is where the names will be used. */
export function createTypeNames(
  program: ts.Program,
  { projectRoot, file }: { projectRoot: string; file: string },
): TypeNames {
  const checker = program.getTypeChecker();
  const choices = choicesOfContract();

  return {
    of(type) {
      const { aliasSymbol, aliasTypeArguments = [], symbol } = type;
      const alias = aliasSymbol && nameOf(aliasSymbol, aliasTypeArguments);
      // An alias of the language, as `Partial`, says less than what it stands for.
      if (alias && alias.from !== 'language') return alias;
      const isDeclared =
        symbol &&
        symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class) &&
        isObject(type);
      if (!isDeclared || checker.isTupleType(type)) return null;
      // An interface counts itself among its arguments.
      const typeArguments = checker
        .getTypeArguments(type as ts.TypeReference)
        .slice(0, (type as ts.TypeReference).target?.typeParameters?.length ?? 0);
      return nameOf(symbol, typeArguments);
    },

    ofWords(words) {
      const [only, ...others] = choices.get(keyOf(words)) ?? [];
      return only && others.length === 0 ? nameOf(only, []) : null;
    },
  };

  function nameOf(symbol: ts.Symbol, typeArguments: readonly ts.Type[]): TypeName | null {
    const source = symbol.declarations?.[0]?.getSourceFile();
    if (!source) return null;
    const named = { name: symbol.name, typeArguments, symbol };
    if (program.isSourceFileDefaultLibrary(source)) return { ...named, from: 'language' };
    if (source.fileName.includes('/node_modules/')) {
      return trpcNames.includes(symbol.name)
        ? { ...named, from: { module: '@trpc/server' } }
        : null;
    }
    if (!isExported(symbol)) return null;
    if (isOfContract(source) || isOfClient(source)) {
      return { ...named, from: { module: pathTo(relative(projectRoot, source.fileName)) } };
    }
    if (typeArguments.length > 0) return null;
    return { ...named, from: file === API_FILE ? 'nowhere' : { module: pathTo(API_FILE) } };
  }

  function choicesOfContract(): Map<string, ts.Symbol[]> {
    const found = new Map<string, ts.Symbol[]>();
    for (const source of program.getSourceFiles().filter(isOfContract)) {
      const module = checker.getSymbolAtLocation(source);
      for (const symbol of module ? checker.getExportsOfModule(module) : []) {
        if (!(symbol.flags & ts.SymbolFlags.TypeAlias)) continue;
        const type = checker.getDeclaredTypeOfSymbol(symbol);
        const words = type.isUnion() ? type.types : [];
        if (words.length === 0 || !words.every((word) => word.isStringLiteral())) continue;
        const key = keyOf(words.map(({ value }) => value));
        found.set(key, [...(found.get(key) ?? []), symbol]);
      }
    }
    return found;
  }

  function isOfContract({ fileName }: ts.SourceFile): boolean {
    return isContractFile(relative(projectRoot, fileName));
  }

  function isOfClient({ fileName }: ts.SourceFile): boolean {
    return /^sdk\//.test(relative(projectRoot, fileName));
  }

  function pathTo(target: string): string {
    const path = relative(dirname(file), target);
    return path.startsWith('.') ? path : `./${path}`;
  }
}

/** Of the contract's own words: its schemas are zod's, and nothing that the client shows is of them. */
export function isContractFile(path: string): boolean {
  return /^contract\/(?!schemas\/)/.test(path);
}

export function isExportedDeclaration(declaration: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
}

function isObject(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Object) !== 0;
}

function isExported(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(isExportedDeclaration);
}

const keyOf = (words: string[]) => JSON.stringify([...words].sort());
