/**
 * The answers that this process is writing. Watchers in this process read them from memory; their
 * rows follow, all of them in one statement every 200 ms, so that a hundred answers cost the
 * database no more than one (docs/decisions/0018).
 */
import { sql } from 'drizzle-orm';
import { type Db, publish, queryRows } from '../../../db/engine/index.ts';
import { chatMessages } from '../../../db/schema.ts';
import type { ChatMessage } from '../chatStore.ts';

const STORE_EVERY_MS = 200;
/** While the model thinks there is nothing to store, and the row must not look abandoned. */
const HEARTBEAT_MS = 2_000;

/** Why an answer ends before the model is done. */
export type StopReason = 'asked' | 'gone' | 'expired' | 'shutdown';

export interface LiveAnswer {
  text: string;
  reasoning: string;
  /** What the model was shown, once that is known. */
  shown: Pick<ChatMessage, 'runIds' | 'evidence'> | null;
  /** Aborted, with a `StopReason`, to end the call to the model. */
  stop: AbortController;
}

export interface Answers {
  /** Starts to write an answer; `write` stores its end itself. */
  begin(messageId: string, write: (live: LiveAnswer) => Promise<void>): void;
  /**
   * An answer that this process writes, as it grows; undefined when another process writes it, or none
   * does. Whoever holds it may go on looking at it after its end.
   */
  live(messageId: string): WatchedAnswer | undefined;
  /** Its end is stored, as `row` where that may still be shown. */
  ended(messageId: string, row: ChatMessage | undefined): void;
  /** Looks at the row of an answer at once: somebody may have asked to stop it. */
  look(messageId: string): void;
  /** Ends an answer that this process writes; resolves once its text is stored. */
  stop(messageId: string): Promise<void> | undefined;
  /** Lets them finish, interrupts what takes longer, and waits until the last words are stored. */
  close(withinMs: number): Promise<void>;
}

export interface WatchedAnswer extends Readonly<Pick<LiveAnswer, 'text' | 'reasoning'>> {
  /** No more will come: look at `end`, or where there is none at the table. */
  readonly isOver: boolean;
  readonly end: ChatMessage | undefined;
}

interface Writing extends LiveAnswer {
  isOver: boolean;
  end: ChatMessage | undefined;
  done: Promise<void>;
  stored: Pick<LiveAnswer, 'text' | 'reasoning' | 'shown'>;
  touchedAt: number;
}

export function createAnswers(db: Db): Answers {
  const answers = new Map<string, Writing>();
  const toLookAt = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isStoring = false;

  /** One write at a time, each with the newest texts: a slow database delays rows, not the stream. */
  async function store(): Promise<void> {
    if (isStoring) return;
    const now = performance.now();
    const due = [...answers].filter(
      ([id, answer]) =>
        !answer.isOver &&
        (hasNews(answer) || toLookAt.has(id) || now - answer.touchedAt > HEARTBEAT_MS),
    );
    if (due.length === 0) return;
    isStoring = true;
    toLookAt.clear();
    const news = due.map(([, { text, reasoning, shown }]) => ({ text, reasoning, shown }));
    try {
      const rows = await storeNews(
        db,
        due.map(([id, answer], index) => ({ id, ...(hasNews(answer) && news[index]) })),
      );
      for (const [index, [id, answer]] of due.entries()) {
        answer.stored = news[index] ?? answer.stored;
        answer.touchedAt = now;
        const row = rows.get(id);
        if (!answer.isOver && !row) answer.stop.abort('gone' satisfies StopReason);
        else if (row?.stopRequested) answer.stop.abort('asked' satisfies StopReason);
      }
    } catch {
      // The texts are still there; the next turn stores them.
    } finally {
      isStoring = false;
    }
    if (toLookAt.size > 0) await store();
  }

  return {
    begin(messageId, write) {
      const answer: Writing = {
        text: '',
        reasoning: '',
        shown: null,
        isOver: false,
        end: undefined,
        stop: new AbortController(),
        done: Promise.resolve(),
        stored: { text: '', reasoning: '', shown: null },
        touchedAt: performance.now(),
      };
      answers.set(messageId, answer);
      timer ??= setInterval(() => void store(), STORE_EVERY_MS);
      answer.done = write(answer).finally(() => {
        answer.isOver = true;
        answers.delete(messageId);
        if (answers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      });
    },
    live(messageId) {
      const answer = answers.get(messageId);
      return answer?.isOver ? undefined : answer;
    },
    ended(messageId, row) {
      const answer = answers.get(messageId);
      if (answer) Object.assign(answer, { isOver: true, end: row });
    },
    look(messageId) {
      toLookAt.add(messageId);
      void store();
    },
    stop(messageId) {
      const answer = answers.get(messageId);
      answer?.stop.abort('asked' satisfies StopReason);
      return answer?.done;
    },
    async close(withinMs) {
      const overdue = setTimeout(() => {
        for (const answer of answers.values()) answer.stop.abort('shutdown' satisfies StopReason);
      }, withinMs);
      await Promise.allSettled([...answers.values()].map((answer) => answer.done));
      clearTimeout(overdue);
    },
  };
}

function hasNews({ text, reasoning, shown, stored }: Writing): boolean {
  return (
    text.length !== stored.text.length ||
    reasoning.length !== stored.reasoning.length ||
    shown !== stored.shown
  );
}

/** Writes news, or only a sign of life, and notifies watchers; tells of the rows still being written. */
async function storeNews(
  db: Db,
  news: ({ id: string } & Partial<Writing['stored']>)[],
): Promise<Map<string, { stopRequested: boolean }>> {
  const { id, content, reasoning, runIds, evidence, status, stopRequested } = chatMessages;
  const given = news.map(({ shown, ...texts }) => ({
    ...texts,
    run_ids: shown?.runIds,
    evidence: shown?.evidence ?? undefined,
  }));
  const rows = await queryRows<{ id: string; stop_requested: boolean }>(
    db,
    sql`update ${chatMessages} set
          content = coalesce(news.text, ${content}),
          reasoning = coalesce(nullif(news.reasoning, ''), ${reasoning}),
          run_ids = coalesce(news.run_ids, ${runIds}),
          evidence = coalesce(news.evidence, ${evidence}),
          touched_at = now()
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as news(id uuid, text text, reasoning text, run_ids jsonb, evidence jsonb)
        where ${id} = news.id and ${status} = 'streaming'
        returning ${id}, ${stopRequested},
          case when news.text is not null then ${publish(sql`'chat:' || news.id`)} end`,
  );
  return new Map(rows.map((row) => [row.id, { stopRequested: row.stop_requested }]));
}
