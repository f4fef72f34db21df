import { Link } from '@remix-run/react';
import { ChevronRight } from 'lucide-react';
import type { RevealedVote, VotedFor } from '../../../contract/blindVotes.ts';
import type { ConnectionRole } from '../../../contract/connectionRoles.ts';
import type { Tone } from '../../../contract/tone.ts';
import { Badge } from '../../ui/Badge.tsx';
import { resultPath } from '../run/resultQuery.ts';

/** Each vote with both answers, which are folded up. */
export function RevealedVotes({
  votes,
  names,
  runs,
}: {
  votes: RevealedVote[];
  names: Record<ConnectionRole, string>;
  /** Ids. */
  runs: Record<ConnectionRole, string>;
}) {
  return (
    <ol className="divide-y divide-rule border-b border-rule">
      {votes.map((vote) => (
        <li key={vote.place}>
          <details className="group">
            <summary className="grid min-h-11 cursor-pointer grid-cols-[1rem_2rem_1fr_auto] items-center gap-x-3 py-2">
              <ChevronRight
                aria-hidden
                className="size-4 text-muted transition-transform group-open:rotate-90"
              />
              <span className="figures text-sm text-muted">{vote.place + 1}</span>
              <span className="line-clamp-2 min-w-0 wrap-anywhere">{vote.prompt}</span>
              <Badge tone={voteLabels[vote.votedFor].tone}>{voteLabels[vote.votedFor].label}</Badge>
            </summary>
            <div className="grid gap-x-12 gap-y-5 pb-5 sm:pl-18 md:grid-cols-2">
              {sidesOf(vote).map(({ role, side, resultId, answer }) => (
                <div key={role} className="min-w-0">
                  <h3 className="text-sm font-medium wrap-anywhere">
                    {side}: {names[role]}
                  </h3>
                  <p dir="auto" className="mt-1 text-[0.9375rem] whitespace-pre-wrap wrap-anywhere">
                    {answer}
                  </p>
                  <p className="mt-2 text-sm">
                    <Link
                      to={resultPath({ runId: runs[role], resultId })}
                      className="link inline-block py-1"
                    >
                      In its run
                    </Link>
                  </p>
                </div>
              ))}
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}

const voteLabels = {
  candidate: { label: 'Candidate', tone: 'good' },
  baseline: { label: 'Baseline', tone: 'bad' },
  tie: { label: 'Tie', tone: 'neutral' },
  both_bad: { label: 'Both bad', tone: 'neutral' },
} as const satisfies Record<VotedFor, { label: string; tone: Tone }>;

/** As they stood: A on the left. */
function sidesOf(vote: RevealedVote) {
  const candidate = {
    role: 'candidate',
    resultId: vote.candidateResultId,
    answer: vote.candidateAnswer,
  } as const;
  const baseline = {
    role: 'baseline',
    resultId: vote.baselineResultId,
    answer: vote.baselineAnswer,
  } as const;
  const [left, right] = vote.left === 'candidate' ? [candidate, baseline] : [baseline, candidate];
  return [
    { side: 'A', ...left },
    { side: 'B', ...right },
  ];
}
