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
/** A row is touched this often while there is nothing to store, so that it does not look abandoned. */
const HEARTBEAT_MS = 2_000;

/** Why an answer ends before the model is done. */
export type StopReason = 'requested' | 'gone' | 'expired' | 'shutdown';

export interface LiveAnswer {
  text: string;
  reasoning: string;
  /** The runs and results in the model's prompt, once it is composed. */
  shown: Pick<ChatMessage, 'runIds' | 'evidence'> | null;
  /** Aborted, with a `StopReason`, to end the call to the model. */
  stop: AbortController;
}

export interface LiveAnswers {
  /** Starts to write an answer; `write` stores its end itself. */
  begin(
    row: Pick<ChatMessage, 'id' | 'sessionHash'>,
    write: (live: LiveAnswer) => Promise<void>,
  ): void;
  /**
   * An answer of a session that this process is writing; undefined when another process writes it, or none
   * does. The object may be read after the answer has ended, too.
   */
  find(sessionHash: string, messageId: string): WatchedAnswer | undefined;
  /** To be called when the end of an answer is stored; `row` is what watchers may be shown of it. */
  setEnd(messageId: string, row: ChatMessage | undefined): void;
  /** Checks at once whether the row of an answer asks to stop it. */
  checkForStop(messageId: string): void;
  /** Ends an answer that this process writes; resolves once its text is stored. */
  stop(messageId: string): Promise<void> | undefined;
  /** Lets answers finish, interrupts those that take longer, and waits until every text is stored. */
  close(withinMs: number): Promise<void>;
}

export interface WatchedAnswer extends Readonly<Pick<LiveAnswer, 'text' | 'reasoning'>> {
  /** Nothing more will come: the row is `end`, or where that is undefined in the table. */
  readonly isOver: boolean;
  readonly end: ChatMessage | undefined;
}

interface AnswerInProgress extends LiveAnswer {
  sessionHash: string;
  isOver: boolean;
  end: ChatMessage | undefined;
  done: Promise<void>;
  stored: Pick<LiveAnswer, 'text' | 'reasoning' | 'shown'>;
  touchedAt: number;
}

export function createLiveAnswers(db: Db): LiveAnswers {
  const answers = new Map<string, AnswerInProgress>();
  const toCheck = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isStoring = false;

  /** Stores one batch at a time, each with the newest texts: a slow database delays rows, not watchers. */
  async function store(): Promise<void> {
    if (isStoring) return;
    const now = performance.now();
    const due = [...answers].filter(
      ([id, answer]) =>
        !answer.isOver &&
        (hasUnstoredText(answer) || toCheck.has(id) || now - answer.touchedAt > HEARTBEAT_MS),
    );
    if (due.length === 0) return;
    isStoring = true;
    toCheck.clear();
    const texts = due.map(([, { text, reasoning, shown }]) => ({ text, reasoning, shown }));
    try {
      const rows = await storeTexts(
        db,
        due.map(([id, answer], index) => ({ id, ...(hasUnstoredText(answer) && texts[index]) })),
      );
      for (const [index, [id, answer]] of due.entries()) {
        answer.stored = texts[index] ?? answer.stored;
        answer.touchedAt = now;
        const row = rows.get(id);
        if (!answer.isOver && !row) answer.stop.abort('gone' satisfies StopReason);
        else if (row?.stopRequested) answer.stop.abort('requested' satisfies StopReason);
      }
    } catch {
      // The texts are still there; the next turn stores them.
    } finally {
      isStoring = false;
    }
    if (toCheck.size > 0) await store();
  }

  return {
    begin({ id: messageId, sessionHash }, write) {
      const answer: AnswerInProgress = {
        sessionHash,
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
    find(sessionHash, messageId) {
      const answer = answers.get(messageId);
      return answer?.isOver || answer?.sessionHash !== sessionHash ? undefined : answer;
    },
    setEnd(messageId, row) {
      const answer = answers.get(messageId);
      if (answer) Object.assign(answer, { isOver: true, end: row });
    },
    checkForStop(messageId) {
      toCheck.add(messageId);
      void store();
    },
    stop(messageId) {
      const answer = answers.get(messageId);
      answer?.stop.abort('requested' satisfies StopReason);
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

function hasUnstoredText({ text, reasoning, shown, stored }: AnswerInProgress): boolean {
  return (
    text.length !== stored.text.length ||
    reasoning.length !== stored.reasoning.length ||
    shown !== stored.shown
  );
}

/** Stores changed texts, touches the other rows, and notifies watchers; returns the rows still streaming. */
async function storeTexts(
  db: Db,
  changes: ({ id: string } & Partial<AnswerInProgress['stored']>)[],
): Promise<Map<string, { stopRequested: boolean }>> {
  const { id, content, reasoning, runIds, evidence, status, stopRequested } = chatMessages;
  const changedRows = changes.map(({ shown, ...texts }) => ({
    ...texts,
    run_ids: shown?.runIds,
    evidence: shown?.evidence ?? undefined,
  }));
  const rows = await queryRows<{ id: string; stop_requested: boolean }>(
    db,
    sql`update ${chatMessages} set
          content = coalesce(changed.text, ${content}),
          reasoning = coalesce(nullif(changed.reasoning, ''), ${reasoning}),
          run_ids = coalesce(changed.run_ids, ${runIds}),
          evidence = coalesce(changed.evidence, ${evidence}),
          touched_at = now()
        from jsonb_to_recordset(${JSON.stringify(changedRows)}::jsonb)
          as changed(id uuid, text text, reasoning text, run_ids jsonb, evidence jsonb)
        where ${id} = changed.id and ${status} = 'streaming'
        returning ${id}, ${stopRequested},
          case when changed.text is not null then ${publish(sql`'chat:' || changed.id`)} end`,
  );
  return new Map(rows.map((row) => [row.id, { stopRequested: row.stop_requested }]));
}
