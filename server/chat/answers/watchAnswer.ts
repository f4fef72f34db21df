import type { Db, Notifications } from '../../../db/engine/index.ts';
import { readWhileAlive } from '../../sessions/index.ts';
import { type ChatMessage, findMessage } from '../chatStore.ts';
import type { LiveAnswers, WatchedAnswer } from './liveAnswers.ts';

/** How much of an answer a watcher has, in UTF-16 units of the text and of the reasoning. */
export interface AnswerOffsets {
  text: number;
  reasoning: number;
}

export interface AnswerUpdate {
  /** What was told before does not count: it turned out to be reasoning, and the deltas are all there is. */
  restarts: boolean;
  /** The text after the watcher's offset, or after the last event. */
  delta: string;
  /** The same of the reasoning. */
  reasoningDelta: string;
  /** Length of the text and of the reasoning with these deltas; resume from here. */
  offsets: AnswerOffsets;
  /** The whole row, once the answer has ended. */
  ended: ChatMessage | null;
}

/**
 * Follows an answer from `offsets` on until it has ended. The text a watcher puts together equals the
 * stored text, however often it comes back.
 * @throws DomainError `message_not_found`; `session_expired` also while watching
 */
export async function* watchAnswer(
  { db, notifications, answers }: { db: Db; notifications: Notifications; answers: LiveAnswers },
  sessionHash: string,
  messageId: string,
  offsets: AnswerOffsets,
  signal?: AbortSignal,
): AsyncGenerator<AnswerUpdate> {
  const changes = notifications.watch(`chat:${messageId}`, signal);
  const findRow = () => findMessage(db, sessionHash, messageId);
  let sent = offsets;
  try {
    let live = answers.find(sessionHash, messageId);
    if (!live) await findRow();
    while (!signal?.aborted) {
      // Over without a row to show: its end could not be stored, or the session is over. The read
      // below finds out which.
      if (live?.isOver && !live.end) live = undefined;
      const row = live ? live.end : await readWhileAlive(db, sessionHash, findRow);
      const update = live ? sharedUpdate(live, sent, row) : updateFrom(sent, live, row);
      sent = update.offsets;
      const { delta, reasoningDelta, restarts, ended } = update;
      if (delta !== '' || reasoningDelta !== '' || restarts || ended) yield update;
      if (update.ended) return;
      await changes.next();
    }
  } finally {
    changes.end();
  }
}

/** The last update of each live answer, and from where it leads. */
const lastUpdates = new WeakMap<WatchedAnswer, { from: AnswerOffsets; update: AnswerUpdate }>();

/**
 * One and the same object for all watchers that have equally much, so that it is serialised once
 * (docs/decisions/0016).
 */
function sharedUpdate(
  live: WatchedAnswer,
  from: AnswerOffsets,
  row: ChatMessage | undefined,
): AnswerUpdate {
  const last = lastUpdates.get(live);
  const update = updateFrom(from, live, row);
  if (last && isSame(last.from, from) && isSame(last.update.offsets, update.offsets)) {
    if (last.update.ended === update.ended) return last.update;
  }
  lastUpdates.set(live, { from, update });
  return update;
}

function updateFrom(
  from: AnswerOffsets,
  live: WatchedAnswer | undefined,
  row: ChatMessage | undefined,
): AnswerUpdate {
  const text = row?.content ?? live?.text ?? '';
  const reasoning = row ? (row.reasoning ?? '') : (live?.reasoning ?? '');
  // Reasoning comes before the answer, unless what was taken for the answer became reasoning.
  const restarts = from.text > 0 && from.reasoning === 0 && reasoning !== '';
  const known = restarts ? { text: 0, reasoning: 0 } : from;
  return {
    restarts,
    delta: text.slice(known.text),
    reasoningDelta: reasoning.slice(known.reasoning),
    offsets: {
      text: Math.max(known.text, text.length),
      reasoning: Math.max(known.reasoning, reasoning.length),
    },
    ended: row && row.status !== 'streaming' ? row : null,
  };
}

function isSame(one: AnswerOffsets, other: AnswerOffsets): boolean {
  return one.text === other.text && one.reasoning === other.reasoning;
}
