import { Form, Link, useNavigation } from '@remix-run/react';
import {
  type PairState,
  pairStateLabels,
  type RunComparison,
} from '../../../contract/runComparison.ts';
import { formatCount } from '../../lib/format.ts';
import { Button } from '../../ui/Button.tsx';
import { pairsHref, type VerdictQuery } from './verdictQuery.ts';

type LeftOutCounts = Pick<RunComparison, 'missing' | 'notComparable' | 'ungraded'>;

/** Prompts of both runs that are no pairs, why, and what can be done about it. */
export function LeftOutPairs({
  counts: { missing, notComparable, ungraded },
  query,
}: {
  counts: LeftOutCounts;
  query: VerdictQuery;
}) {
  const isGrading = useNavigation().formData?.get('intent') === 'regrade';
  const all: [PairState, number][] = [
    ['missing', missing],
    ['not_comparable', notComparable],
    ['ungraded', ungraded],
  ];
  const leftOut = all.filter(([, count]) => count > 0);
  if (leftOut.length === 0) {
    return <p className="text-muted">Every prompt that both were asked is a pair.</p>;
  }
  return (
    <div className="space-y-4">
      <ul className="divide-y divide-rule border-y border-rule">
        {leftOut.map(([state, count]) => (
          <li key={state} className="flex flex-wrap items-baseline gap-x-3 py-2">
            <Link to={pairsHref(query, { show: [state], category: '' })} className="link">
              <span className="figures">{formatCount(count)}</span>{' '}
              {pairStateLabels[state].label.toLowerCase()}
            </Link>
            <span className="text-sm text-muted">{pairStateLabels[state].meaning}</span>
          </li>
        ))}
      </ul>
      {notComparable > 0 && (
        <Form method="post" replace preventScrollReset className="space-y-2">
          <Button name="intent" value="regrade" busy={isGrading}>
            Grade both alike
          </Button>
          <p className="text-sm text-muted">
            The stored answers of both sides are graded again by the same grader. No call is made.
          </p>
        </Form>
      )}
    </div>
  );
}
