import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { MAX_YAML_ALIASES, MAX_YAML_BRACKETS, MAX_YAML_LENGTH } from '../bounds.ts';
import type { FileLog } from '../fileLog.ts';
import { isObject } from '../isObject.ts';
import { RowProblem } from '../rowProblem.ts';

export interface YamlFile {
  root: Record<string, unknown>;
  /** The line of a field of the root, or of an element of its list. */
  lineOf(field: string, index?: number): number;
  /** How many characters come before a line. */
  startOf(line: number): number;
}

/**
 * YAML, and with it JSON, as a value with lines. No tag makes anything but plain values.
 * @throws RowProblem for what is none, too long or nested too deeply
 */
export function readYaml(text: string, log: FileLog): YamlFile {
  if (text.length > MAX_YAML_LENGTH) {
    const most = MAX_YAML_LENGTH / 1024 / 1024;
    throw new RowProblem(
      `YAML is read up to ${most} million characters. Split the file, or use JSONL.`,
    );
  }
  if (nestsDeeply(text)) throw tooDeep();
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      prettyErrors: false,
      logLevel: 'silent',
    });
    for (const { message, pos, code } of document.errors) {
      if (code === 'RESOURCE_EXHAUSTION') throw tooDeep();
      log.problem(
        lines.linePos(pos[0]).line,
        `This is not valid YAML: ${message}. Correct the line.`,
      );
    }
    const root = document.toJS({ maxAliasCount: MAX_YAML_ALIASES });
    if (!isObject(root)) throw new RowProblem('The file has no field “prompts”.');
    return {
      root,
      lineOf(field, index) {
        const list = isMap(document.contents) ? document.contents.get(field, true) : undefined;
        const node = index === undefined ? list : document.getIn([field, index], true);
        return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
      },
      startOf: (line) => lines.lineStarts[line - 1] ?? 0,
    };
  } catch (error) {
    if (error instanceof RangeError) {
      throw tooDeep();
    }
    if (error instanceof ReferenceError) {
      throw new RowProblem(
        'The file repeats itself too often by aliases (“*name”). Write them out.',
      );
    }
    throw error;
  }
}

/** Whether more brackets are open at once than anybody means; the parser takes quadratic time for those. */
function nestsDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[{}[\]]/g)) {
    depth = Math.max(0, depth + (bracket === '{' || bracket === '[' ? 1 : -1));
    if (depth > MAX_YAML_BRACKETS) return true;
  }
  return false;
}

function tooDeep(): RowProblem {
  return new RowProblem('The file is nested too deeply. Flatten it.');
}
