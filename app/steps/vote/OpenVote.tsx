import { Form, useNavigation } from '@remix-run/react';
import type { FormEvent } from 'react';
import type { OpenBlindVote } from '../../../contract/blindVotes.ts';
import { suitePromptLabels } from '../../../contract/suites.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Key } from './Key.tsx';
import { UnnamedAnswer } from './UnnamedAnswer.tsx';
import { useVoteKeys } from './useVoteKeys.ts';
import { VoteButtons } from './VoteButtons.tsx';
import { UNDO_KEY } from './voteKeys.ts';

/** Where a pair begins on its page. */
export const VOTE_ANCHOR = 'vote';

/** The two answers that are next, and nothing that tells whose they are. */
export function OpenVote({ vote, note }: { vote: OpenBlindVote; note: string | null }) {
  const { place, target, prompt, earlierMessages, left, right } = vote;
  const isBusy = useNavigation().state !== 'idle';
  useVoteKeys({ place, isBusy });
  /** A second press before the next pair is there would be a vote on the same one. */
  const unlessBusy = (event: FormEvent) => {
    if (isBusy) event.preventDefault();
  };
  return (
    <>
      <StepHeading step="batch" title="Which answer is better?">
        <p>Two models answered the same prompt. You learn which is which after the last vote.</p>
      </StepHeading>
      <div
        id={VOTE_ANCHOR}
        className="flex min-h-11 scroll-mt-2 flex-wrap items-center justify-between gap-x-4"
      >
        <p role="status" className="font-medium">
          Vote <span className="figures">{place + 1}</span> of{' '}
          <span className="figures">{target}</span>
        </p>
        {place > 0 && (
          <Form method="post" replace onSubmit={unlessBusy}>
            <input type="hidden" name="place" value={place - 1} />
            <Button
              name="intent"
              value="undo"
              variant="quiet"
              aria-keyshortcuts={UNDO_KEY}
              className="-mr-4"
            >
              Undo last vote <Key>{UNDO_KEY}</Key>
            </Button>
          </Form>
        )}
      </div>
      <ProgressBar label="Votes cast" unit="votes" total={target} answered={place} failed={0} />
      {note && (
        <div className="mt-6">
          <Notice tone="info" title={note} />
        </div>
      )}
      <section aria-labelledby="vote-prompt" className="mt-8 max-w-prose">
        <h2 id="vote-prompt" className="text-sm font-medium text-muted">
          {suitePromptLabels.prompt}
        </h2>
        {earlierMessages.map(({ role, content }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said may be said twice, and never changes its place
          <p key={index} className="mt-1 text-[0.9375rem] wrap-anywhere text-muted">
            {role}: <bdi className="whitespace-pre-wrap">{content}</bdi>
          </p>
        ))}
        <p dir="auto" className="mt-1 text-[1.0625rem] whitespace-pre-wrap wrap-anywhere">
          {prompt}
        </p>
      </section>
      <div className="mt-8 grid gap-x-12 gap-y-8 md:grid-cols-2">
        <UnnamedAnswer key={`left-${place}`} name="Answer A">
          {left}
        </UnnamedAnswer>
        <UnnamedAnswer key={`right-${place}`} name="Answer B">
          {right}
        </UnnamedAnswer>
      </div>
      <Form
        method="post"
        replace
        onSubmit={unlessBusy}
        className="sticky-foot sticky bottom-0 mt-8 border-t border-rule bg-paper py-3"
      >
        <input type="hidden" name="intent" value="cast" />
        <input type="hidden" name="place" value={place} />
        <VoteButtons />
      </Form>
    </>
  );
}
