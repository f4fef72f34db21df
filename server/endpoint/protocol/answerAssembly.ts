/**
 * Puts an answer and its reasoning together from the pieces in which they come: cleaned, parted where they
 * stand in one text, and filtered before anybody sees them.
 */
import type { ReasoningPlace } from '../modelCall.ts';
import type { TextFilter } from '../secrets/textFilter.ts';
import { createCleaner } from './cleanText.ts';
import { createThoughtSplitter } from './thoughtMarkers.ts';

/** What is known so far; whole characters only. */
export interface AssembledAnswer {
  text: string;
  /** What came before the answer, in a field of its own or between markers. */
  reasoning: string;
  /** Where the reasoning stood; null while there was none. */
  reasoningPlace: ReasoningPlace | null;
}

export interface AssemblyListener {
  onText(text: string): void;
  onReasoning(text: string): void;
  /** All text so far turned out to be reasoning, namely this; the answer begins anew. */
  onMistaken(reasoning: string): void;
  /** As `ThoughtListener.held`. */
  onHeld(isHeld: boolean): void;
  /** Makes the filters that answer and reasoning pass through. */
  createFilter(): TextFilter;
}

export interface AnswerAssembly {
  /** All content so far, as it came. */
  readonly content: string;
  /** Takes a piece of content, in which reasoning may stand as well. */
  addContent(text: string): void;
  /** Takes reasoning that came beside the content. */
  addReasoning(text: string, place: ReasoningPlace): void;
  /** Call when what arrived together is read: its pieces are worked on as one. */
  handOn(): void;
  /** Call when nothing more comes: what was held back is text after all. */
  end(): void;
}

/** @param answer is written into */
export function createAnswerAssembly(
  answer: AssembledAnswer,
  { onText, onReasoning, onMistaken, onHeld, createFilter }: AssemblyListener,
): AnswerAssembly {
  let content = '';
  /** The end of the content, which is handed on when the bytes that came with it are read. */
  let waiting = '';
  const cleanAnswer = createCleaner();
  const cleanReasoning = createCleaner();
  let answerFilter = createFilter();
  const reasoningFilter = createFilter();
  const splitter = createThoughtSplitter({
    reasoning: (text) => filterReasoning(text, 'think_tags'),
    answer: (text) => tellText(answerFilter.push(text)),
    mistaken: takeAnswerAsReasoning,
    held: onHeld,
    hasReasoning: () => answer.reasoningPlace !== null,
  });

  function tellText(text: string): void {
    if (text === '') return;
    answer.text += text;
    onText(text);
  }

  function filterReasoning(text: string, place: ReasoningPlace): void {
    if (text === '') return;
    answer.reasoningPlace ??= place;
    tellReasoning(reasoningFilter.push(text));
  }

  function tellReasoning(text: string): void {
    if (text === '') return;
    answer.reasoning += text;
    onReasoning(text);
  }

  function takeAnswerAsReasoning(markerCharacters: number): void {
    tellText(answerFilter.end());
    answerFilter = createFilter();
    answer.reasoningPlace = 'think_tags';
    const reasoning = answer.text.slice(markerCharacters);
    answer.reasoning += reasoning;
    answer.text = '';
    onMistaken(reasoning);
  }

  /** Each piece by itself would cost as much as all of them. */
  function handOn(): void {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    content += text;
    splitter.push(cleanAnswer(text));
  }

  return {
    get content() {
      return content + waiting;
    },
    addContent(text) {
      waiting += text;
    },
    addReasoning(text, place) {
      handOn();
      filterReasoning(cleanReasoning(text), place);
    },
    handOn,
    end() {
      handOn();
      splitter.end();
      tellText(answerFilter.end());
      tellReasoning(reasoningFilter.end());
    },
  };
}
