/**
 * The answers that this process is writing. Watchers in this process read them from memory; their
 * rows follow, all of them in one statement every 200 ms, so that a hundred answers cost the
 * database no more than one.
 */
import { sql } from 'drizzle-orm';
import { type Db, queryRows } from '../../db/client.ts';
import { chatMessages } from '../../db/schema.ts';
import { notify } from '../../db/wakeups.ts';

const STORE_EVERY_MS = 200;
/** While the model thinks there is nothing to store, and the row must not look abandoned. */
const HEARTBEAT_MS = 2_000;

/** Why an answer ends before the model is done. */
export type StopReason = 'asked' | 'gone' | 'expired' | 'shutdown';

export interface LiveAnswer {
  text: string;
  reasoning: string;
  /** Aborted, with a `StopReason`, to end the call to the model. */
  stop: AbortController;
}

export interface Answers {
  /** Starts to write an answer; `write` stores its end itself. */
  begin(messageId: string, write: (live: LiveAnswer) => Promise<void>): void;
  /** What has arrived so far; undefined when another process writes the answer, or none does. */
  live(messageId: string): Readonly<Pick<LiveAnswer, 'text' | 'reasoning'>> | undefined;
  /** Its end is in its row now; whoever is told next shall read it there. */
  ended(messageId: string): void;
  /** Looks at the row of an answer at once: somebody may have asked to stop it. */
  look(messageId: string): void;
  /** Ends an answer that this process writes; resolves once its text is stored. */
  stop(messageId: string): Promise<void> | undefined;
  /** Lets them finish, interrupts what takes longer, and waits until the last words are stored. */
  close(withinMs: number): Promise<void>;
}

interface Writing extends LiveAnswer {
  hasEnded: boolean;
  done: Promise<void>;
  stored: { text: string; reasoning: string };
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
        !answer.hasEnded &&
        (hasNews(answer) || toLookAt.has(id) || now - answer.touchedAt > HEARTBEAT_MS),
    );
    if (due.length === 0) return;
    isStoring = true;
    toLookAt.clear();
    const texts = due.map(([, { text, reasoning }]) => ({ text, reasoning }));
    try {
      const rows = await storeTexts(
        db,
        due.map(([id, answer], index) => ({ id, ...(hasNews(answer) && texts[index]) })),
      );
      for (const [index, [id, answer]] of due.entries()) {
        answer.stored = texts[index] ?? answer.stored;
        answer.touchedAt = now;
        const row = rows.get(id);
        if (!answer.hasEnded && !row) answer.stop.abort('gone' satisfies StopReason);
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
        hasEnded: false,
        stop: new AbortController(),
        done: Promise.resolve(),
        stored: { text: '', reasoning: '' },
        touchedAt: performance.now(),
      };
      answers.set(messageId, answer);
      timer ??= setInterval(() => void store(), STORE_EVERY_MS);
      answer.done = write(answer).finally(() => {
        answers.delete(messageId);
        if (answers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      });
    },
    live(messageId) {
      const answer = answers.get(messageId);
      return answer?.hasEnded ? undefined : answer;
    },
    ended(messageId) {
      const answer = answers.get(messageId);
      if (answer) answer.hasEnded = true;
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

function hasNews({ text, reasoning, stored }: Writing): boolean {
  return text.length !== stored.text.length || reasoning.length !== stored.reasoning.length;
}

/** Writes texts, or only a sign of life, and wakes watchers; tells of the rows still being written. */
async function storeTexts(
  db: Db,
  texts: { id: string; text?: string; reasoning?: string }[],
): Promise<Map<string, { stopRequested: boolean }>> {
  const rows = await queryRows<{ id: string; stop_requested: boolean }>(
    db,
    sql`update ${chatMessages} set
          content = coalesce(news.text, ${chatMessages.content}),
          reasoning = coalesce(nullif(news.reasoning, ''), ${chatMessages.reasoning}),
          touched_at = now()
        from jsonb_to_recordset(${JSON.stringify(texts)}::jsonb) as news(id uuid, text text, reasoning text)
        where ${chatMessages.id} = news.id and ${chatMessages.status} = 'streaming'
        returning ${chatMessages.id}, ${chatMessages.stopRequested},
          case when news.text is not null then ${notify(sql`'chat:' || news.id`)} end`,
  );
  return new Map(rows.map((row) => [row.id, { stopRequested: row.stop_requested }]));
}
