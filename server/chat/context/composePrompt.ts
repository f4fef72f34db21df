import type { Evidence } from '../../../contract/annotations.ts';
import type { ChatTurn } from '../../endpoint/index.ts';
import type { ChatMessage } from '../chatStore.ts';
import { labelOf } from './citations.ts';
import { type ContextBudget, estimateTokens } from './contextBudget.ts';
import type { GatheredEvidence } from './evidence.ts';
import { buildSystemPrompt, describeResult } from './systemPrompt.ts';

export interface QuestionInContext {
  question: Pick<ChatMessage, 'content' | 'discussedResultId'>;
  /** The turns before it, oldest first. */
  history: Pick<ChatMessage, 'role' | 'content'>[];
}

/** What is sent to the model, and which results it contains. */
export interface ComposedPrompt {
  messages: ChatTurn[];
  maxTokens: number;
  /** How long it is, by our estimate. */
  tokens: number;
  runIds: string[];
  evidence: Evidence | null;
}

/** Of the conversation before the question. */
export const MAX_TURNS = 20;
const HISTORY_SHARE = 1 / 3;
/** Characters of each text of a result: of one that the question is about, usually, and in a small context. */
const FOCUS_TEXT_CHARACTERS = 3_000;
const USUAL_TEXT_CHARACTERS = 600;
const SHORT_TEXT_CHARACTERS = 160;
const LITTLE_ROOM_TOKENS = 1_200;

/**
 * Composes a prompt within a budget: the metrics and the question in any case, then the last turns of the
 * conversation, then as many results as fit, the most relevant first (docs/decisions/0018).
 */
export function composePrompt(
  { modelName, runs, verdict, results }: GatheredEvidence,
  { question, history }: QuestionInContext,
  { promptTokens, answerTokens }: ContextBudget,
): ComposedPrompt {
  const total = runs.reduce((sum, { metrics }) => sum + metrics.totalPrompts, 0);
  const systemPrompt = (texts: string[]) =>
    buildSystemPrompt({ modelName, runs, verdict, results: texts, total });
  const fixedTokens = estimateTokens(systemPrompt([' '])) + estimateTokens(question.content);
  let tokensLeft = Math.max(0, promptTokens - fixedTokens);

  const turns = lastTurns(history, Math.floor(tokensLeft * HISTORY_SHARE));
  tokensLeft -= tokensOf(turns);
  const textCharacters =
    tokensLeft < LITTLE_ROOM_TOKENS ? SHORT_TEXT_CHARACTERS : USUAL_TEXT_CHARACTERS;
  const included: { text: string; result: (typeof results)[number] }[] = [];
  for (const result of results) {
    const text = describeResult(
      result,
      result.isFocus ? Math.min(FOCUS_TEXT_CHARACTERS, tokensLeft) : textCharacters,
    );
    const tokens = estimateTokens(text) + 1;
    if (tokens > tokensLeft) continue;
    tokensLeft -= tokens;
    included.push({ text, result });
  }

  const messages = withRolesAlternating([
    { role: 'system', content: systemPrompt(included.map(({ text }) => text)) },
    ...turns,
    { role: 'user', content: question.content },
  ]);
  return {
    messages,
    maxTokens: answerTokens,
    tokens: tokensOf(messages),
    runIds: runs.map(({ run }) => run.id),
    evidence:
      runs.length === 0
        ? null
        : {
            given: included.length,
            total,
            results: included.map(({ result }) => ({
              resultId: result.id,
              runId: result.testRunId,
              label: labelOf(result.letter, result),
            })),
          },
  };
}

/** The newest turns that fit, oldest first, beginning with a question, as chat templates demand. */
function lastTurns(history: QuestionInContext['history'], maxTokens: number): ChatTurn[] {
  const turns: ChatTurn[] = [];
  let tokensLeft = maxTokens;
  for (const { role, content } of history.slice(-MAX_TURNS).toReversed()) {
    if (content.trim() === '') continue;
    tokensLeft -= estimateTokens(content);
    if (tokensLeft < 0) break;
    turns.unshift({ role, content });
  }
  const first = turns.findIndex(({ role }) => role === 'user');
  return first === -1 ? [] : turns.slice(first);
}

/** Many chat templates take no two turns of one role: a question whose answer never began, and the next. */
function withRolesAlternating(turns: ChatTurn[]): ChatTurn[] {
  const joined: ChatTurn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last?.role === turn.role) {
      joined.splice(-1, 1, { ...last, content: `${last.content}\n\n${turn.content}` });
    } else joined.push(turn);
  }
  return joined;
}

function tokensOf(messages: { content: string }[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}
