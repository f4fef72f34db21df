import { Form, Link } from '@remix-run/react';
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ChatMessage } from '../../lib/api.ts';
import { formatCount, formatMs } from '../../lib/format.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Term } from '../ui/Term.tsx';
import { Markdown } from './Markdown.tsx';

/** What the reader asked. */
export function Question({ children }: { children: string }) {
  return (
    <div className="ml-auto w-fit max-w-[min(100%,38rem)] rounded-lg bg-sunken px-4 py-2.5">
      <h2 className="sr-only">You asked</h2>
      <p className="whitespace-pre-wrap wrap-anywhere">{children}</p>
    </div>
  );
}

/** What the model says, as far as it is there. A failed one can be asked again with `retry`. */
export function Answer({
  message,
  modelName,
  retry,
}: {
  message: ChatMessage;
  modelName: string;
  retry?: string;
}) {
  const { status, content, error } = message;
  const isStreaming = status === 'streaming';
  return (
    <article className="max-w-[70ch]" aria-busy={isStreaming}>
      <h3 className="mb-1.5 text-sm font-medium text-muted">{modelName}</h3>
      {message.reasoning && (
        <details className="mb-2">
          <summary className="link w-fit cursor-pointer text-sm">Thoughts</summary>
          <p className="mt-1 max-h-96 overflow-y-auto text-sm whitespace-pre-wrap wrap-anywhere text-muted">
            {message.reasoning}
          </p>
        </details>
      )}
      {content !== '' && <Markdown isGrowing={isStreaming}>{content}</Markdown>}
      {isStreaming && <Waiting hasText={content !== ''} />}
      {status === 'complete' && content === '' && (
        <p className="text-muted">The answer was empty.</p>
      )}
      {(status === 'failed' || status === 'interrupted') && (
        <div className="mt-3 space-y-3">
          <Notice tone="bad" title="The model could not finish its answer">
            {error ?? 'No reason was given.'}
          </Notice>
          {retry !== undefined && (
            <Form method="post" replace preventScrollReset>
              <input type="hidden" name="content" value={retry} />
              <Button name="intent" value="ask">
                <RotateCcw aria-hidden className="size-4" />
                Ask again
              </Button>
            </Form>
          )}
        </div>
      )}
      {!isStreaming && (
        <footer className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
          {status === 'stopped' && <span>Stopped by you</span>}
          <Costs message={message} />
          {content !== '' && <CopyButton text={content} label="Copy answer" />}
          <Link to={`/demo/test-model/batch/reproduce?answer=${message.id}`} className="link">
            Reproduce it
          </Link>
        </footer>
      )}
    </article>
  );
}

function Waiting({ hasText }: { hasText: boolean }) {
  return (
    <p className="mt-1 flex items-center gap-2 text-sm text-muted">
      <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
      {hasText ? 'writing' : 'thinking'}
    </p>
  );
}

function Costs({ message }: { message: ChatMessage }) {
  const { inputTokens, outputTokens, latencyMs, ttftMs } = message;
  return (
    <>
      {latencyMs !== null && <Cost name="Latency">{formatMs(latencyMs)}</Cost>}
      {ttftMs !== null && <Cost name={<Term name="TTFT" />}>{formatMs(ttftMs)}</Cost>}
      {inputTokens !== null && outputTokens !== null && (
        <Cost name="Tokens">
          {formatCount(inputTokens)} in, {formatCount(outputTokens)} out
        </Cost>
      )}
    </>
  );
}

function Cost({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <span className="whitespace-nowrap">
      {name} <span className="figures text-ink">{children}</span>
    </span>
  );
}
