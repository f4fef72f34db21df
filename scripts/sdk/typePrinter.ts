/** Writes types of a program down in words that need nothing of the program but the contract. */
import ts from 'typescript';
import type { TypeName, TypeNames } from './typeNames.ts';

/** What is `any`, a function, or else nothing that goes over a wire. */
export class UnsayableType extends Error {}

export interface TypePrinter {
  /**
   * The type as it is written where it is used. What it names is then imported or declared. `path` is for errors.
   * @throws UnsayableType; when two types have one name
   */
  print(type: ts.Type, path: string[]): string;
  /** The same, where a type that has no name and does not fit into a line is declared as `name`. */
  printAs(name: string, type: ts.Type, path: string[]): string;
  /**
   * The declaration of a type that has a name, without regard to which other declares the same. If it is a choice of
   * words, they come in the order of `words`: the checker knows none.
   * @throws UnsayableType
   */
  declarationOf(symbol: ts.Symbol, words: string[]): string;
  /** Lines that import what was printed by name; only some, where `isWanted` says so. */
  imports(isWanted?: (name: string) => boolean): string[];
  /** Declarations of what was printed by name and is to be imported from nowhere. */
  declarations(): string[];
}

const MAX_CHARACTERS_IN_LINE = 90;
/** Deeper than any value that the API knows. */
const MAX_DEPTH = 30;
const nothing = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;

export function createTypePrinter(checker: ts.TypeChecker, names: TypeNames): TypePrinter {
  /** By name: the module that it is from. */
  const imported = new Map<string, string>();
  const declared = new Map<string, { what: ts.Symbol | ts.Type; text: string }>();

  /** What is being declared, which must not be said to be itself. */
  let subject: ts.Symbol | undefined;

  return {
    print,
    printAs,
    declarationOf,
    imports,
    declarations: () => [...declared.values()].map(({ text }) => text),
  };

  function print(type: ts.Type, path: string[]): string {
    const name = names.of(type);
    return name ? printName(name, type, path) : printStructure(type, path);
  }

  function printAs(name: string, type: ts.Type, path: string[]): string {
    if (names.of(type)?.from !== 'language' && names.of(type)) return print(type, path);
    const element = elementOf(type);
    if (element) return arrayOf(printAs(name, element, path));
    const inLine = print(type, path);
    if (!inLine.includes('\n')) return inLine;
    const parts = partsOf(type);
    const said = parts.filter((part) => !(part.flags & nothing));
    const left = parts.filter((part) => part.flags & nothing).map((part) => print(part, path));
    const [only] = said;
    if (!only || (said.length === 1 && (names.of(only) || elementOf(only)))) return inLine;
    declare(name, type, said.length === 1, () =>
      said.length === 1 ? printStructure(only, path) : unionOf(said, path),
    );
    return [name, ...left].join(' | ');
  }

  function declarationOf(symbol: ts.Symbol, words: string[]): string {
    subject = symbol;
    const { name } = symbol;
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    const text = type.isUnion()
      ? declarationText(name, false, unionOf(inOrderOf(words, type.types), [name]))
      : declarationText(name, isObject(type), printStructure(type, [name]));
    subject = undefined;
    return text;
  }

  function imports(isWanted: (name: string) => boolean = () => true): string[] {
    const wanted = [...imported.keys()].filter(isWanted).sort();
    const byModule = Map.groupBy(wanted, (name) => imported.get(name));
    return [...byModule].map(
      ([module, words]) => `import type { ${words.join(', ')} } from '${module}';`,
    );
  }

  function printName({ from, symbol, ...of }: TypeName, type: ts.Type, path: string[]): string {
    const { name } = of;
    if (from === 'nowhere') {
      const doc = docOf(symbol, checker);
      declare(name, symbol, isObject(type), () => printStructure(type, path), doc);
      return name;
    }
    if (from !== 'language') {
      if (declared.has(name)) throw twoOf(name, path);
      imported.set(name, from.module);
    }
    const typeArguments = withoutDefaults(of.typeArguments).map((each) => print(each, path));
    const [element] = typeArguments;
    if (from === 'language' && name === 'Array' && element) return arrayOf(element);
    return typeArguments.length > 0 ? `${name}<${typeArguments.join(', ')}>` : name;
  }

  function declare(
    name: string,
    what: ts.Symbol | ts.Type,
    isInterface: boolean,
    structure: () => string,
    doc = '',
  ): void {
    const before = declared.get(name);
    if (before?.what === what) return;
    if (before || imported.has(name)) throw twoOf(name, []);
    // Its place is taken first: it may contain itself.
    const entry = { what, text: '' };
    declared.set(name, entry);
    entry.text = `${doc}${declarationText(name, isInterface, structure())}\n`;
  }

  /** An interface can be written of it. */
  function isObject(type: ts.Type): boolean {
    const isOne = (type.flags & ts.TypeFlags.Object) !== 0;
    return isOne && !elementOf(type) && checker.getIndexInfosOfType(type).length === 0;
  }

  /** The type without regard to the name that it may have. */
  function printStructure(type: ts.Type, path: string[]): string {
    if (path.length > MAX_DEPTH) throw new Error(`${path.join('.')} does not end.`);
    if (type.isUnion()) return unionOf(type.types, path);
    if (type.isStringLiteral()) return quoted(type.value);
    if (checker.isTupleType(type)) return tupleOf(type as ts.TupleTypeReference, path);
    if (type.flags & ts.TypeFlags.Object) return objectOf(type, path);
    if (type.isIntersection()) return type.types.map((part) => print(part, path)).join(' & ');
    if (type.flags & ts.TypeFlags.Any) throw unsayable(type, path);
    return checker.typeToString(type);
  }

  function unionOf(types: readonly ts.Type[], path: string[]): string {
    const words = types.filter((type) => type.isStringLiteral()).map(({ value }) => value);
    const known = words.length > 1 ? names.ofWords(words) : null;
    const choice = known?.symbol === subject ? null : known;
    const printed = types.map((type) => {
      if (choice && type.isStringLiteral()) return printName(choice, type, path);
      return type.flags & ts.TypeFlags.BooleanLiteral ? booleanOf(type, types) : print(type, path);
    });
    const atEnd = types.map((type) => (type.flags & nothing) !== 0);
    const ordered = [
      ...printed.filter((_, index) => !atEnd[index]),
      ...printed.filter((_, index) => atEnd[index]),
    ];
    return [...new Set(ordered)].join(' | ');
  }

  /** The checker takes `boolean` for a choice of two. */
  function booleanOf(type: ts.Type, among: readonly ts.Type[]): string {
    const both = among.filter(({ flags }) => flags & ts.TypeFlags.BooleanLiteral).length === 2;
    return both ? 'boolean' : checker.typeToString(type);
  }

  function tupleOf(type: ts.TupleTypeReference, path: string[]): string {
    const { elementFlags, readonly } = type.target;
    const isPlain = elementFlags.every((flag) => flag === ts.ElementFlags.Required);
    if (!isPlain || readonly) throw unsayable(type, path);
    return `[${checker
      .getTypeArguments(type)
      .map((each) => print(each, path))
      .join(', ')}]`;
  }

  function objectOf(type: ts.Type, path: string[]): string {
    if (type.getCallSignatures().length + type.getConstructSignatures().length > 0) {
      throw unsayable(type, path);
    }
    const fields = inOrderOfSource(type.getProperties());
    const indexes = checker.getIndexInfosOfType(type);
    const [index] = indexes;
    if (index) {
      if (fields.length > 0 || indexes.length > 1) throw unsayable(type, path);
      return `Record<${print(index.keyType, path)}, ${print(index.type, [...path, '[]'])}>`;
    }
    const lines = fields.map((field) => {
      const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
      const value = checker.getTypeOfSymbol(field);
      const here = [...path, field.name];
      const printed = isOptional ? withoutUndefined(value, here) : print(value, here);
      const name = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : quoted(field.name);
      return `${docOf(field, checker)}${name}${isOptional ? '?' : ''}: ${printed};`;
    });
    const inLine = `{ ${lines.join(' ')} }`;
    const fits = inLine.length <= MAX_CHARACTERS_IN_LINE && !inLine.includes('\n');
    if (lines.length === 0) return '{}';
    return fits ? inLine.replace('; }', ' }') : `{\n${lines.join('\n')}\n}`;
  }

  /** The question mark says it already. */
  function withoutUndefined(type: ts.Type, path: string[]): string {
    const parts = partsOf(type);
    const left = parts.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    return left.length === parts.length ? print(type, path) : unionOf(left, path);
  }

  function elementOf(type: ts.Type): ts.Type | undefined {
    return checker.isArrayType(type)
      ? checker.getTypeArguments(type as ts.TypeReference)[0]
      : undefined;
  }

  function unsayable(type: ts.Type, path: string[]): UnsayableType {
    return new UnsayableType(
      `${path.join('.')} cannot be written out: ${checker.typeToString(type)}`,
    );
  }
}

function declarationText(name: string, isInterface: boolean, structure: string): string {
  return isInterface
    ? `export interface ${name} ${structure}`
    : `export type ${name} = ${structure};`;
}

/** The comment above a declaration, ready to stand above another; empty where there is none. */
export function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  if (text === '') return '';
  const lines = text.split('\n');
  if (lines.length === 1) return `/** ${text} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`).join('\n')}\n */\n`;
}

/** The parts of a union, by the names that they went by where it was written; of all else the type itself. */
function partsOf(type: ts.Type): readonly ts.Type[] {
  if (!type.isUnion()) return [type];
  // Not public, and not needed for what is said, only for the names in it.
  const { origin } = type as { origin?: ts.Type };
  return origin?.isUnion() ? origin.types : type.types;
}

function inOrderOf(words: string[], types: ts.Type[]): ts.Type[] {
  const place = (type: ts.Type) => (type.isStringLiteral() ? words.indexOf(type.value) : -1);
  return types.toSorted((one, other) => place(one) - place(other));
}

/** What the checker made of schemas comes in no order that means anything. */
function inOrderOfSource(fields: ts.Symbol[]): ts.Symbol[] {
  const place = ({ declarations: [first] = [] }: ts.Symbol) => first;
  const files = [...new Set(fields.map((field) => place(field)?.getSourceFile()))];
  return fields.toSorted((one, other) => {
    const byFile =
      files.indexOf(place(one)?.getSourceFile()) - files.indexOf(place(other)?.getSourceFile());
    return byFile || (place(one)?.pos ?? 0) - (place(other)?.pos ?? 0);
  });
}

/** What an iterable returns at its end may be anything by default. */
function withoutDefaults(typeArguments: readonly ts.Type[]): readonly ts.Type[] {
  const last = typeArguments.at(-1);
  const isDefault = last && last.flags & ts.TypeFlags.Any;
  return isDefault ? withoutDefaults(typeArguments.slice(0, -1)) : typeArguments;
}

function arrayOf(element: string): string {
  return /^\w+(\[\])*$/.test(element) ? `${element}[]` : `Array<${element}>`;
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

function twoOf(name: string, path: string[]): Error {
  return new Error(`There are two types called ${name}. ${path.join('.')}`.trim());
}
