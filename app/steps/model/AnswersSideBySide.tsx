import {
  type AdapterPromptFinding,
  adapterPromptFindingLabels,
  adapterPromptFindings,
  type CheckedPrompt,
} from '../../../contract/adapterCheck.ts';
import { displayName } from '../../../contract/displayName.ts';
import type { Tone } from '../../../contract/tone.ts';
import type { AdapterCheck, Connection } from '../../lib/api.ts';
import { Badge } from '../../ui/Badge.tsx';
import type { CheckablePair } from './checkablePairs.ts';

/** The others are in the export. */
const MAX_SHOWN = 4;

/** What both models answered to a few prompts of a check, folded up. */
export function AnswersSideBySide({
  pair: { candidate, baseline },
  check,
}: {
  pair: CheckablePair;
  check: AdapterCheck;
}) {
  return (
    <details>
      <summary className="cursor-pointer text-[0.9375rem]">Answers side by side</summary>
      <ol className="mt-4 space-y-6">
        {tellingPrompts(check.prompts).map((prompt) => (
          <li key={prompt.prompt} className="border-t border-rule pt-4">
            <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
              <p className="line-clamp-4 max-w-prose min-w-0 font-medium wrap-anywhere">
                {prompt.prompt}
              </p>
              <Badge tone={tones[prompt.finding]}>
                {adapterPromptFindingLabels[prompt.finding]}
              </Badge>
            </div>
            <dl className="mt-3 grid gap-4 sm:grid-cols-2 sm:gap-8">
              <Answers of={candidate} answers={prompt.answers.candidate} />
              <Answers of={baseline} answers={prompt.answers.baseline} />
            </dl>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** One answer where both are the same. */
function Answers({ of, answers }: { of: Connection; answers: string[] }) {
  const told = [...new Set(answers)];
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted wrap-anywhere">{displayName(of)}</dt>
      {told.length === 0 && <dd className="mt-1 text-[0.9375rem] text-muted">No answer</dd>}
      {told.map((answer) => (
        <dd key={answer} className="mt-1 text-[0.9375rem] whitespace-pre-wrap wrap-anywhere">
          {answer}
        </dd>
      ))}
    </div>
  );
}

/** Those that differ first, since one of them is enough. */
function tellingPrompts(prompts: CheckedPrompt[]): CheckedPrompt[] {
  const order: AdapterPromptFinding[] = ['different', ...adapterPromptFindings];
  return prompts
    .toSorted((a, b) => order.indexOf(a.finding) - order.indexOf(b.finding))
    .slice(0, MAX_SHOWN);
}

const tones = {
  same: 'neutral',
  different: 'good',
  varies: 'warn',
  failed: 'warn',
} as const satisfies Record<AdapterPromptFinding, Tone>;
