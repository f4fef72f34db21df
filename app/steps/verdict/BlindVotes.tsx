import { Link } from '@remix-run/react';
import { type BlindVoteSummary, VOTES_FOR_VERDICT } from '../../../contract/blindVotes.ts';
import { verdictLabels } from '../../../contract/runComparison.ts';
import { voteSentence } from '../../../contract/verdictSentence.ts';
import { plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { StartVoteForm } from '../vote/StartVoteForm.tsx';

/** What blind votes on two runs say, apart from all that grades say, and the way to a new one. */
export function BlindVotes({
  votes,
  runs,
  isOffered,
}: {
  votes: BlindVoteSummary[];
  /** Whether a new one is begun here, not where the page says that nothing can be graded. */
  isOffered: boolean;
  /** Ids. */
  runs: { candidate: string; baseline: string };
}) {
  if (votes.length === 0 && !isOffered) return null;
  const isOpen = votes.some(({ endedAt }) => endedAt === null);
  return (
    <Section title="Blind votes" aside={votes.length > 0 && 'never counted with grades'}>
      {votes.length > 0 && (
        <ul className="mb-5 divide-y divide-rule border-y border-rule">
          {votes.map((vote) => (
            <li
              key={vote.blindVoteId}
              className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2.5"
            >
              <VoteText vote={vote} />
            </li>
          ))}
        </ul>
      )}
      {isOffered && (
        <>
          <StartVoteForm {...runs} />
          <p className="mt-2 max-w-prose text-sm text-muted">
            {isOpen
              ? 'This goes on with the vote that has not ended.'
              : `You say which of two answers is better without knowing whose they are; ${VOTES_FOR_VERDICT} votes make a verdict.`}
          </p>
        </>
      )}
    </Section>
  );
}

function VoteText({
  vote: { blindVoteId, votes, target, createdAt, result },
}: {
  vote: BlindVoteSummary;
}) {
  if (!result) {
    return (
      <span>
        <span className="figures">{votes}</span> of {plural(target, 'vote')} cast, begun{' '}
        <Time at={createdAt} />
      </span>
    );
  }
  const { label, tone } = verdictLabels[result.verdict];
  return (
    <>
      <Badge tone={tone}>{label}</Badge>
      <span className="min-w-0 flex-1 basis-64 wrap-anywhere">{voteSentence(result)}</span>
      <Link to={`${steps.batch.path}/vote/${blindVoteId}`} className="link">
        All votes
      </Link>
    </>
  );
}
