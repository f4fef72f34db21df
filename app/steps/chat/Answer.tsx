import { Form, Link } from '@remix-run/react';
import { RotateCcw } from 'lucide-react';
import { memo, useMemo } from 'react';
import { chatStatusLabels } from '../../../contract/chat.ts';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import type { ChatMessage, Run } from '../../lib/api.ts';
import { Markdown } from '../../modelText/Markdown.tsx';
import { withoutFilter } from '../../modelText/markdownText.ts';
import { useCompleteBlock } from '../../modelText/useCompleteBlock.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { EvidenceList, MetricCheckList, ProposedFilterLink } from './AnswerAnnotations.tsx';
import { AnswerUsage } from './AnswerUsage.tsx';
import { answerMarker } from './answerMarker.tsx';
import { marksOf } from './answerMarks.ts';

/** What the model says, as far as it is there, with what we know about it. */
export const Answer = memo(function Answer({
  message,
  modelName,
  runs,
  canRegenerate,
}: {
  message: ChatMessage;
  modelName: string;
  runs: Run[];
  /** It is the last one, and the model is free to be asked again. */
  canRegenerate: boolean;
}) {
  const { status, content, reasoning, error } = message;
  const isStreaming = status === 'streaming';
  const completeLast = useCompleteBlock(isStreaming);
  const { evidence, checks } = message;
  const marker = useMemo(() => answerMarker(marksOf({ evidence, checks })), [evidence, checks]);
  return (
    <article className="max-w-[70ch]" aria-busy={isStreaming}>
      <h3 className="mb-1.5 text-sm font-medium text-muted">
        <bdi className="wrap-anywhere">{modelName}</bdi>
      </h3>
      {reasoning && <Reasoning isStreaming={isStreaming && content === ''}>{reasoning}</Reasoning>}
      {content !== '' && (
        <Markdown completeLast={completeLast} marker={marker}>
          {content}
        </Markdown>
      )}
      {isStreaming && <AnswerPhase phase={phaseOf(message)} />}
      {status === 'complete' && content === '' && (
        <p className="text-muted">{outcomeDefinitions.empty.meaning}</p>
      )}
      {!isStreaming && (
        <>
          <ProposedFilterLink filter={message.proposedFilter} />
          {(status === 'failed' || status === 'interrupted') && (
            <div className="mt-3 space-y-3">
              <Notice tone="bad" title={chatStatusLabels[status]}>
                <bdi>{error ?? 'No reason was given.'}</bdi>
              </Notice>
              {message.upstreamRequestId && <RequestId id={message.upstreamRequestId} />}
              {canRegenerate && (
                <RegenerateForm messageId={message.id}>
                  <Button>
                    <RotateCcw aria-hidden className="size-4" />
                    Ask again
                  </Button>
                </RegenerateForm>
              )}
            </div>
          )}
          <MetricCheckList checks={checks} runIds={message.runIds} runs={runs} />
          <footer className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
            {status === 'stopped' && <span>{chatStatusLabels.stopped}</span>}
            <AnswerUsage message={message} />
            {content !== '' && <CopyButton text={withoutFilter(content)} label="Copy answer" />}
            {canRegenerate && (status === 'complete' || status === 'stopped') && (
              <RegenerateForm messageId={message.id}>
                <button
                  type="submit"
                  className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-sm hover:text-ink"
                >
                  <RotateCcw aria-hidden className="size-3.5" />
                  Regenerate
                </button>
              </RegenerateForm>
            )}
            <Link to={`/demo/test-model/batch/reproduce?answer=${message.id}`} className="link">
              Reproduce it
            </Link>
          </footer>
        </>
      )}
      <EvidenceList evidence={evidence} runIds={message.runIds} runs={runs} />
    </article>
  );
});

function Reasoning({ isStreaming, children }: { isStreaming: boolean; children: string }) {
  return (
    <details className="mb-2">
      <summary className="link w-fit cursor-pointer text-sm">
        {isStreaming ? 'Reasoning so far' : 'Reasoning'}
      </summary>
      <p
        dir="auto"
        className="mt-1 max-h-96 overflow-y-auto border-l-2 border-rule pl-4 text-sm whitespace-pre-wrap wrap-anywhere text-muted"
      >
        {children}
      </p>
    </details>
  );
}

/** How far a model is with its answer. */
const phases = {
  waiting: 'waiting for the first token',
  reasoning: 'reasoning',
  writing: 'writing',
};

function phaseOf({ content, reasoning }: ChatMessage): keyof typeof phases {
  if (content !== '') return 'writing';
  return reasoning ? 'reasoning' : 'waiting';
}

/** The model is at work. */
export function AnswerPhase({ phase }: { phase: keyof typeof phases }) {
  return (
    <p className="mt-1 flex items-center gap-2 text-sm text-muted">
      <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
      {phases[phase]}
    </p>
  );
}

function RegenerateForm({ messageId, children }: { messageId: string; children: JSX.Element }) {
  return (
    <Form method="post" replace preventScrollReset>
      <input type="hidden" name="intent" value="regenerate" />
      <input type="hidden" name="messageId" value={messageId} />
      {children}
    </Form>
  );
}
