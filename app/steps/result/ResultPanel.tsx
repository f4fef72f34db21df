import { Link } from '@remix-run/react';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { suitePromptLabels } from '../../../contract/suites.ts';
import { WaterfallPatterns } from '../../charts/WaterfallBar.tsx';
import type { RunResult } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { WrittenText } from '../../modelText/WrittenText.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { GradeDetail } from '../run/grades/GradeDetail.tsx';
import { promptNumber, resultLabel } from '../run/runLabels.ts';
import { Waterfall } from '../run/Waterfall.tsx';
import { AnswerView } from './AnswerView.tsx';
import { Part } from './Part.tsx';
import { ResultActions } from './ResultActions.tsx';
import { ResultFigures } from './ResultFigures.tsx';
import { markSentences } from './resultMarks.ts';

/**
 * Everything known about one result, beside the table that it was opened from.
 * @public
 */
export function ResultPanel({
  result,
  isOver,
  closeHref,
  previousHref,
  nextHref,
  position,
  total,
}: {
  result: RunResult;
  /** Once its run is over, its grade can be overruled. */
  isOver: boolean;
  closeHref: string;
  /** Null at either end of the table. */
  previousHref: string | null;
  nextHref: string | null;
  /** From 1, among those that the table shows; 0 where it is none of them. */
  position: number;
  total: number;
}) {
  const label = resultLabel(result);
  return (
    <div className="min-w-0">
      <WaterfallPatterns />
      <header className="sticky top-0 z-1 flex items-center gap-3 border-b border-rule bg-surface px-5 py-3">
        <h2 className="min-w-0 truncate font-semibold">
          {suitePromptLabels.prompt} <span className="figures">{promptNumber(result)}</span>
          {result.category && <bdi className="font-normal text-muted"> · {result.category}</bdi>}
        </h2>
        <Badge tone={label.tone}>{label.label}</Badge>
        <nav aria-label="Results, one by one" className="ml-auto flex items-center gap-1">
          {position > 0 && (
            <span className="mr-1 hidden text-sm whitespace-nowrap text-muted sm:block">
              <span className="figures">{formatCount(position)}</span> of{' '}
              <span className="figures">{formatCount(total)}</span>
            </span>
          )}
          <PanelLink to={previousHref} label="Previous result" keyName="k" icon={ChevronUp} />
          <PanelLink to={nextHref} label="Next result" keyName="j" icon={ChevronDown} />
          <PanelLink to={closeHref} label="Close" keyName="Esc" icon={X} />
        </nav>
      </header>
      <div className="px-5 py-5">
        <ResultBody result={result} isOver={isOver} />
      </div>
    </div>
  );
}

/** Its texts, its grade, its times. */
export function ResultBody({ result, isOver }: { result: RunResult; isOver: boolean }) {
  return (
    <div className="space-y-7">
      <Part
        title={suitePromptLabels.prompt}
        aside={<CopyButton text={result.prompt} label="Copy prompt" />}
      >
        <WrittenText length={result.prompt.length}>{result.prompt}</WrittenText>
      </Part>
      {result.error && (
        <Part title="Error">
          <p className="text-bad wrap-anywhere">{result.error}</p>
          {result.upstreamRequestId && <RequestId id={result.upstreamRequestId} />}
        </Part>
      )}
      <AnswerView result={result} />
      {markSentences(result).map((sentence) => (
        <p key={sentence} className="text-warn">
          {sentence}
        </p>
      ))}
      {result.expectedAnswer && (
        <Part title={suitePromptLabels.expected_answer}>
          <WrittenText length={result.expectedAnswer.length}>{result.expectedAnswer}</WrittenText>
        </Part>
      )}
      <GradeDetail key={result.id} result={result} isOver={isOver} />
      {result.reasoning && (
        <details className="min-w-0">
          <summary className="link w-fit cursor-pointer text-sm">Reasoning of the model</summary>
          <WrittenText length={result.reasoning.length} className="mt-1 text-muted">
            {result.reasoning}
          </WrittenText>
        </details>
      )}
      <ResultActions result={result} />
      <Waterfall result={result} />
      <ResultFigures result={result} />
    </div>
  );
}

function PanelLink({
  to,
  label,
  keyName,
  icon: Icon,
}: {
  /** Null where it leads nowhere. */
  to: string | null;
  label: string;
  /** The key that does the same. */
  keyName: string;
  icon: typeof X;
}) {
  const shape = 'inline-flex size-11 items-center justify-center rounded-md';
  if (to === null) {
    return (
      <span aria-hidden className={`${shape} text-edge`}>
        <Icon className="size-5" />
      </span>
    );
  }
  return (
    <Link
      to={to}
      preventScrollReset
      aria-label={label}
      title={`${label} (${keyName})`}
      className={`${shape} text-muted hover:bg-sunken hover:text-ink`}
    >
      <Icon aria-hidden className="size-5" />
    </Link>
  );
}
