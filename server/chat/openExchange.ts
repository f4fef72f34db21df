/**
 * Everything that the database has to do before the model can be asked, in one statement: count the question
 * among the session's messages, store it with the empty answer, and read the history and the runs
 * (docs/decisions/0026). Questions of several sessions that come at the same moment share it.
 */
import { getTableColumns, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { type Db, queryRows, rowFromJson, shareStatements } from '../../db/engine/index.ts';
import { batchTestResults, batchTestRuns, chatMessages, modelConfigs } from '../../db/schema.ts';
import type { RateLimits } from '../limits/index.ts';
import { type Run, runFromJson, runsToCompareOf } from '../runs/index.ts';
import { missingSessionError } from '../sessions/index.ts';
import {
  type ChatExchange,
  type ChatMessage,
  comparedRunIdsOf,
  type NewQuestion,
} from './chatStore.ts';
import { MAX_TURNS } from './context/composePrompt.ts';

export interface OpenedExchange {
  /** What was stored; else why nothing was: another answer is being written, or the key was used before. */
  exchange: ChatExchange | 'answer_in_progress' | 'asked_before';
  /** The turns before the question, oldest first. */
  history: Pick<ChatMessage, 'role' | 'content'>[];
  /** As `runsToCompare`. */
  runs: Run[];
}

/**
 * Opens an exchange of a session. Who is known to have used up the limit is refused at once, by throwing
 * and not by rejecting.
 * @throws DomainError `rate_limited`, `conversation_full`, `result_not_found`, `run_not_found`, `session_expired`,
 *   `session_not_found`; and where nodes ask at the same moment what `constraintViolated` tells
 */
export type OpenExchange = (sessionHash: string, question: NewQuestion) => Promise<OpenedExchange>;

const MAX_MESSAGES = 400;

export function createExchangeOpener(db: Db, rateLimits: RateLimits): OpenExchange {
  const limit = rateLimits.within('messages');
  const openShared = shareStatements((asked: Asked[]) => openAll(db, limit, asked), {
    keyOf: ({ sessionHash }) => sessionHash,
  });

  async function open(sessionHash: string, question: NewQuestion): Promise<OpenedExchange> {
    const opened = await openShared({ sessionHash, question });
    limit.judge(sessionHash, { points: opened.points, msLeft: opened.ms_left });
    if (!opened.has_session) throw await missingSessionError(db, sessionHash);
    assertNotFull(opened.total);
    if (!opened.has_discussed) {
      throw new DomainError('result_not_found', 'There is no such result in this session.', {
        field: 'resultId',
      });
    }
    if (!opened.has_compared) {
      throw new DomainError('run_not_found', 'There is no such run in this session.', {
        field: 'compare',
      });
    }
    return {
      exchange: exchangeOf(opened),
      history: (opened.history ?? []).toReversed(),
      runs: (opened.runs ?? []).map(runFromJson),
    };
  }

  return (sessionHash, question) => {
    // At once, before the caller does anything for the question.
    limit.assertNotUsedUp(sessionHash);
    return open(sessionHash, question);
  };
}

interface Asked {
  sessionHash: string;
  question: NewQuestion;
}

type OpenedRow = Record<string, unknown> & {
  place: number;
  points: number;
  ms_left: number;
  has_session: boolean;
  has_discussed: boolean;
  has_compared: boolean;
  is_repeated: boolean;
  /** Messages in the conversation before the question. */
  total: number;
  question: Record<string, unknown> | null;
  answer: Record<string, unknown> | null;
  /** The newest first. */
  history: Pick<ChatMessage, 'role' | 'content'>[] | null;
  runs: Record<string, unknown>[] | null;
};

async function openAll(
  db: Db,
  limit: ReturnType<RateLimits['within']>,
  asked: Asked[],
): Promise<OpenedRow[]> {
  const questions = asked.map(({ sessionHash, question }, place) => ({
    place,
    session: sessionHash,
    ...question,
    compared: comparedRunIdsOf(question.compare),
  }));
  const isCurrent = sql`message.demo_session_id = opened.session
    and message.conversation = opened.conversation and message.replaced_at is null`;
  return queryRows<OpenedRow>(
    db,
    sql`
      with asked as (
        select * from json_to_recordset(${JSON.stringify(questions)}::json)
          as asked (place int, session text, content text, discuss uuid, compared jsonb,
            "idempotencyKey" text)
      ), counted as (
        ${limit.counting(sql`select session from asked`)}
      ), opened as (
        select asked.*, points, ms_left, is_allowed, config.conversation,
          config.conversation is not null as has_session,
          discuss is null or exists (
            select from ${batchTestResults} as result
            where result.id = discuss and result.demo_session_id = session
          ) as has_discussed,
          compared is null or (
            select count(*) = 2 from ${batchTestRuns} as run
            where run.demo_session_id = session and jsonb_exists(compared, run.id::text)
          ) as has_compared,
          exists (
            select from ${chatMessages} as message
            where message.demo_session_id = session and message.status = 'streaming'
          ) as is_answering,
          exists (
            select from ${chatMessages} as message
            where message.demo_session_id = session and message.idempotency_key = "idempotencyKey"
          ) as is_repeated,
          (select count(*)::int from ${chatMessages} as message
            where message.demo_session_id = session and message.conversation = config.conversation
              and message.replaced_at is null) as total
        from asked join counted using (session)
        left join ${modelConfigs} as config on config.session_id = session
      ), stored as (
        insert into ${chatMessages}
          (demo_session_id, conversation, role, status, content, discussed_result_id, compared_run_ids,
            idempotency_key)
        select session, conversation, role, status, case role when 'user' then content else '' end,
          case role when 'user' then discuss end, case role when 'user' then compared end, case role when 'user' then "idempotencyKey" end
        from opened, (values ('user', 'complete'), ('assistant', 'streaming')) as message (role, status)
        where has_session and is_allowed and has_discussed and has_compared and total < ${MAX_MESSAGES}
          and not is_answering and not is_repeated
        -- Messages are numbered in this order: the question first.
        order by place, role desc
        returning *
      )
      select place, points, ms_left, has_session, has_discussed, has_compared, is_repeated, total,
        (select to_json(stored) from stored where demo_session_id = session and role = 'user') as question,
        (select to_json(stored) from stored where demo_session_id = session and role = 'assistant') as answer,
        (select json_agg(turn) from (
          select role, content from ${chatMessages} as message where ${isCurrent}
          order by seq desc limit ${MAX_TURNS}) as turn) as history,
        (select json_agg(run) from (${runsToCompareOf({
          sessionHash: sql`opened.session`,
          resultId: sql`opened.discuss`,
          comparedRunIds: sql`opened.compared`,
        })}) as run) as runs
      from opened order by place`,
  );
}

function exchangeOf(opened: OpenedRow): OpenedExchange['exchange'] {
  const { question, answer, is_repeated: isRepeated } = opened;
  if (question && answer) return { question: toMessage(question), answer: toMessage(answer) };
  return isRepeated ? 'asked_before' : 'answer_in_progress';
}

function toMessage(json: Record<string, unknown>): ChatMessage {
  return rowFromJson(getTableColumns(chatMessages), json);
}

/** @throws DomainError `conversation_full` */
function assertNotFull(messages: number): void {
  if (messages < MAX_MESSAGES) return;
  throw new DomainError(
    'conversation_full',
    `This conversation has ${MAX_MESSAGES} messages, which is the most. Start a new one.`,
  );
}
