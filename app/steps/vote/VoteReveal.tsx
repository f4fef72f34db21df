import type { EndedBlindVote } from '../../../contract/blindVotes.ts';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Metric } from '../../ui/Metric.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { RevealedVotes } from './RevealedVotes.tsx';

/** What the votes say once all are cast, and which model had given which answer. */
export function VoteReveal({ vote }: { vote: EndedBlindVote }) {
  const { candidate, baseline, result, votes, identical, unanswered, endedAt } = vote;
  const runs = new URLSearchParams({ candidate: candidate.run, baseline: baseline.run });
  return (
    <>
      <StepHeading step="batch" title="Your blind vote">
        <p>
          {plural(result.n, 'vote')}, ended <Time at={endedAt} />.
        </p>
      </StepHeading>
      <p className="max-w-[62ch] text-xl leading-snug font-medium wrap-anywhere">
        {result.sentence}
      </p>
      <dl className="mt-8 grid grid-cols-2 gap-x-8 gap-y-5 lg:grid-cols-4">
        <Metric name="Candidate better" value={formatCount(result.wins)}>
          <span className="wrap-anywhere">{candidate.model}</span>
        </Metric>
        <Metric name="Baseline better" value={formatCount(result.losses)}>
          <span className="wrap-anywhere">{baseline.model}</span>
        </Metric>
        <Metric name="Ties" value={formatCount(result.ties)} />
        <Metric name="Both bad" value={formatCount(result.bothBad)} />
      </dl>
      <ul className="mt-6 max-w-[62ch] space-y-1 text-[0.9375rem] text-muted">
        <li>Votes are not grades: they change no accuracy and stand apart in the export.</li>
        {identical > 0 && (
          <li>
            {plural(identical, 'prompt')} {identical === 1 ? 'was' : 'were'} answered alike by both
            and not voted on.
          </li>
        )}
        {unanswered > 0 && (
          <li>
            {plural(unanswered, 'prompt')} {unanswered === 1 ? 'was' : 'were'} left out for want of
            an answer on at least one side.
          </li>
        )}
      </ul>
      <div className="mt-6">
        <ButtonLink to={`${steps.batch.path}/compare?${runs}`} variant="primary">
          Back to the comparison
        </ButtonLink>
      </div>
      <Section title="All votes" className="mt-10">
        <RevealedVotes
          votes={votes}
          names={{
            candidate: `${connectionRoleLabels.candidate}, ${candidate.model}`,
            baseline: `${connectionRoleLabels.baseline}, ${baseline.model}`,
          }}
          runs={{ candidate: candidate.run, baseline: baseline.run }}
        />
      </Section>
    </>
  );
}
