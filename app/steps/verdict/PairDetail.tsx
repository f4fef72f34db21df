import type { ReactNode } from 'react';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import { suitePromptLabels } from '../../../contract/suites.ts';
import type { Pair } from '../../lib/api.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { WordDiff } from '../../modelText/WordDiff.tsx';
import { WrittenText } from '../../modelText/WrittenText.tsx';
import { Button } from '../../ui/Button.tsx';
import { PairAnswer, type PairSide } from './PairAnswer.tsx';
import { pairMeaning } from './verdictText.ts';

export interface PairSides {
  candidate: PairSide;
  baseline: PairSide;
}

/** Both answers of a prompt side by side, with all that they were judged by. */
export function PairDetail({
  pair,
  sides,
  showsDiff,
  onDiff,
  children,
}: {
  pair: Pair;
  sides: PairSides;
  showsDiff: boolean;
  onDiff(shows: boolean): void;
  /** Leads from here to other pairs. */
  children: ReactNode;
}) {
  const { prompt, expectedAnswer, candidate, baseline } = pair;
  const before = baseline?.response;
  const after = candidate?.response;
  // Which words differ is found out in the browser.
  const isHydrated = useHydrated();
  return (
    <div className="space-y-6 border-l-2 border-accent py-4 pl-4">
      <p className="text-sm text-muted">{pairMeaning(pair)}.</p>
      <div className="grid gap-x-10 gap-y-4 lg:grid-cols-2">
        <Text name={suitePromptLabels.prompt}>{prompt}</Text>
        {expectedAnswer && <Text name={suitePromptLabels.expected_answer}>{expectedAnswer}</Text>}
      </div>
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-2">
        <PairAnswer
          name={connectionRoleLabels.baseline}
          side={sides.baseline}
          result={baseline}
          mean={pair.baselineMean}
        />
        <PairAnswer
          name={connectionRoleLabels.candidate}
          side={sides.candidate}
          result={candidate}
          mean={pair.candidateMean}
        />
      </div>
      {isHydrated && before && after && (
        <div className="space-y-3">
          <Button aria-expanded={showsDiff} onClick={() => onDiff(!showsDiff)}>
            {showsDiff ? 'Hide the word diff' : 'Word diff'}
          </Button>
          {showsDiff && (
            <>
              <p className="text-sm text-muted">
                Struck out: the baseline only. Underlined: the candidate only.
              </p>
              <WordDiff key={pair.promptKey} before={before} after={after} />
            </>
          )}
        </div>
      )}
      {children}
    </div>
  );
}

function Text({ name, children }: { name: string; children: string }) {
  return (
    <div className="min-w-0">
      <h3 className="text-sm font-medium text-muted">{name}</h3>
      <WrittenText length={children.length} className="mt-1">
        {children}
      </WrittenText>
    </div>
  );
}
