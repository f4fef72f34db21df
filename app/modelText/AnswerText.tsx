import type { Span } from '../../contract/grades.ts';
import { HighlightedAnswer } from './HighlightedAnswer.tsx';
import { LazyMarkdown } from './LazyMarkdown.tsx';
import { isPlainText } from './plainText.ts';
import { WrittenText } from './WrittenText.tsx';

/** What is longer is shown as it was written: to render it would hold the page up. */
const MAX_RENDERED_CHARACTERS = 30_000;
const MAX_FOUND_CHARACTERS = 200;

/** Whether an answer is not rendered: there is nothing to render in it, or too much. */
export function isShownAsWritten(answer: string): boolean {
  return answer.length > MAX_RENDERED_CHARACTERS || isPlainText(answer);
}

/** A model's answer, rendered; what the grader found is marked where it is plain text, and else told below. */
export function AnswerText({ answer, span }: { answer: string; span: Span | null }) {
  const isPlain = isShownAsWritten(answer);
  const found = span ? answer.slice(span.start, span.end) : '';
  return (
    <>
      {isPlain ? (
        <WrittenText length={answer.length}>
          <HighlightedAnswer answer={answer} span={span} />
        </WrittenText>
      ) : (
        <div
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
          tabIndex={0}
          className="max-h-128 overflow-y-auto"
        >
          <LazyMarkdown>{answer}</LazyMarkdown>
        </div>
      )}
      {!isPlain && found.trim() !== '' && (
        <p className="mt-3 text-sm wrap-anywhere">
          <span className="text-muted">Found by the grader: </span>
          <bdi>
            {found.slice(0, MAX_FOUND_CHARACTERS).toWellFormed()}
            {found.length > MAX_FOUND_CHARACTERS && '…'}
          </bdi>
        </p>
      )}
    </>
  );
}
