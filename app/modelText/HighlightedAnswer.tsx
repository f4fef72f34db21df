import type { Span } from '../../contract/grades.ts';

/** An answer with the place marked that its grade is about. */
export function HighlightedAnswer({ answer, span }: { answer: string; span: Span | null }) {
  if (!span || span.end <= span.start) return <>{answer}</>;
  return (
    <>
      {answer.slice(0, span.start)}
      <mark className="rounded-sm bg-accent-soft px-0.5 text-ink">
        {answer.slice(span.start, span.end)}
      </mark>
      {answer.slice(span.end)}
    </>
  );
}
