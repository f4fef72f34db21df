/**
 * What we know better than the model, put into its text: which results it cites, and whether the
 * figures it quotes are those of the database. Works on the parsed tree, so that nothing a model
 * writes can pass for a mark of ours (docs/decisions/0019).
 */
import type { Parent, RootContent, Text } from 'mdast';
import type { ChatMessage, MetricCheck } from '../../lib/api.ts';
import { formatMetric } from '../../lib/format.ts';
import type { MarkdownBlock } from '../../modelText/markdownBlocks.ts';
import { resultPath } from '../run/resultQuery.ts';

export interface AnswerMarks {
  /** The address of each result that the model was given, by the label it cites: `#12`, `A#12`. */
  citations: ReadonlyMap<string, string>;
  checks: readonly MetricCheck[];
}

/** What an answer is marked with. */
export function marksOf({
  evidence,
  checks,
}: Pick<ChatMessage, 'evidence' | 'checks'>): AnswerMarks {
  const results = evidence?.results ?? [];
  return {
    citations: new Map(results.map((cited) => [cited.label, resultPath(cited)])),
    checks,
  };
}

/** Whether there is anything in a block that could be marked. */
export function isMarked(
  { start, source }: MarkdownBlock,
  { citations, checks }: AnswerMarks,
): boolean {
  const isChecked = checks.some(
    (check) => check.start < start + source.length && check.end > start,
  );
  return isChecked || (citations.size > 0 && source.includes('#'));
}

/** A result that is cited. */
export interface Citation extends Parent {
  type: 'citation';
  /** The address of the result. */
  href: string;
  children: Text[];
}

/** A figure that was held against the database. */
export interface CheckedFigure extends Parent {
  type: 'checkedFigure';
  check: MetricCheck;
  children: (Text | Citation)[];
}

/** Code within a line, of which parts may be marked. */
export interface MarkedCode extends Parent {
  type: 'markedCode';
  children: (Text | Citation | CheckedFigure)[];
}

declare module 'mdast' {
  interface RootContentMap {
    citation: Citation;
    checkedFigure: CheckedFigure;
    markedCode: MarkedCode;
  }
}

/** Puts citations and checked figures into the nodes of a block. Links and blocks of code stay as they are. */
export function withAnswerMarks(
  nodes: RootContent[],
  marks: AnswerMarks,
  block: Pick<MarkdownBlock, 'start' | 'source'>,
): RootContent[] {
  return markAll(nodes, [0, block.source.length]);

  /** `span` is where in the block's source the nodes stand. */
  function markAll(among: RootContent[], span: TextRange): RootContent[] {
    return among.flatMap((node): RootContent[] => {
      const own = rangeOf(node) ?? span;
      if (node.type === 'text') return markText(node.value, own);
      if (node.type === 'inlineCode') {
        return [{ type: 'markedCode', children: markText(node.value, own) }];
      }
      const isLink = node.type === 'link' || node.type === 'linkReference';
      if (isLink || !('children' in node)) return [node];
      return [{ ...node, children: markAll(node.children as RootContent[], own) } as RootContent];
    });
  }

  function markText(value: string, span: TextRange): (Text | Citation | CheckedFigure)[] {
    const parts: (Text | Citation | CheckedFigure)[] = [];
    let done = 0;
    for (const { check, from, to } of checksIn(value, span)) {
      if (from < done) continue;
      parts.push(...withCitations(value.slice(done, from), marks.citations));
      parts.push({
        type: 'checkedFigure',
        check,
        children: withCitations(value.slice(from, to), marks.citations),
      });
      done = to;
    }
    return [...parts, ...withCitations(value.slice(done), marks.citations)];
  }

  /** The checks of a text and where in it they are. Escapes make it shorter than its source. */
  function checksIn(value: string, [start, end]: TextRange) {
    const before = block.source.slice(start, end).indexOf(value);
    const valueStart = block.start + start + before;
    return marks.checks
      .filter((check) => check.start < block.start + end && check.end > block.start + start)
      .map((check) => {
        const found = before === -1 ? value.indexOf(check.quote) : check.start - valueStart;
        const length = before === -1 ? check.quote.length : check.end - check.start;
        const from = Math.max(0, found);
        return { check, from, to: found === -1 ? 0 : Math.min(value.length, found + length) };
      })
      .filter(({ from, to }) => to > from)
      .toSorted((a, b) => a.from - b.from);
  }
}

/** What the database says of a quoted figure. */
export function checkText({ verdict, figure, actual, unit }: MetricCheck): string {
  return `${verdict}: ${figure} is ${formatMetric(actual, unit)}`;
}

type TextRange = [start: number, end: number];

function rangeOf({ position }: RootContent): TextRange | undefined {
  const start = position?.start.offset;
  const end = position?.end.offset;
  return start === undefined || end === undefined ? undefined : [start, end];
}

/** Labels that were shown to the model; any other `#12` is a number like all others. */
function withCitations(text: string, citations: AnswerMarks['citations']): (Text | Citation)[] {
  return text
    .split(/((?<![\p{L}\d#&/])[AB]?#\d+(?:\.\d+)?(?!\w))/u)
    .flatMap((part): (Text | Citation)[] => {
      if (part === '') return [];
      const label: Text = { type: 'text', value: part };
      const href = citations.get(part);
      return [href === undefined ? label : { type: 'citation', href, children: [label] }];
    });
}
