import { Link } from '@remix-run/react';
import type { TextMarker } from '../../modelText/Markdown.tsx';
import { type AnswerMarks, isMarked, rehypeAnswerMarks } from './answerMarks.ts';
import { CheckedMetric } from './CheckedMetric.tsx';

/** Shows citations as links, and figures with what the database says of them. */
export function answerMarker(marks: AnswerMarks): TextMarker {
  return {
    concerns: (block) => isMarked(block, marks),
    rehypePlugin: (block) => [rehypeAnswerMarks, { marks, block }],
    components,
  };
}

const components: TextMarker['components'] = {
  cite: ({ node, children }) => (
    <Link to={String(node?.properties.dataHref)} prefetch="none" className="link figures">
      {children}
    </Link>
  ),
  mark: ({ node, children }) => (
    <CheckedMetric
      isRight={node?.properties.dataVerdict === 'right'}
      explanation={String(node?.properties.dataSays)}
    >
      {children}
    </CheckedMetric>
  ),
};
