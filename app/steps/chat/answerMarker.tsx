import { Link } from '@remix-run/react';
import { InlineCode } from '../../modelText/InlineCode.tsx';
import type { TextMarker } from '../../modelText/Markdown.tsx';
import { type AnswerMarks, checkText, isMarked, withAnswerMarks } from './answerMarks.ts';
import { CheckedMetric } from './CheckedMetric.tsx';

/** Shows citations as links, and figures with what the database says of them. */
export function answerMarker(marks: AnswerMarks): TextMarker {
  return {
    concerns: (block) => isMarked(block, marks),
    mark: (nodes, block) => withAnswerMarks(nodes, marks, block),
    render,
  };
}

const render: TextMarker['render'] = (node, children) => {
  if (node.type === 'citation') {
    return (
      <Link to={node.href} prefetch="none" className="link figures">
        {children}
      </Link>
    );
  }
  if (node.type === 'markedCode') return <InlineCode>{children}</InlineCode>;
  if (node.type !== 'checkedFigure') return null;
  return (
    <CheckedMetric isRight={node.check.verdict === 'right'} explanation={checkText(node.check)}>
      {children}
    </CheckedMetric>
  );
};
