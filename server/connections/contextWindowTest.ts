/**
 * Some servers, Ollama among them, silently cut a prompt to their context window. Two things reveal it:
 * a code word at the very start of a long prompt that the model cannot repeat, and the number of prompt
 * tokens that the server reports.
 */
import { z } from 'zod';
import { contextTestTokens, type Probe } from '../../contract/connectionReport.ts';
import type { Db, Notifications } from '../../db/engine/index.ts';
import { ModelCallError, type ModelClient } from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { assertTested } from './assertTested.ts';
import { withinTime } from './callTimeLimit.ts';
import { modelCallerOf } from './connectionCaller.ts';
import { untilDisconnected } from './connectionChoice.ts';
import { recordProbe } from './connectionStore.ts';

export const contextWindowInput = z.strictObject({
  /** Roughly how long the prompt is, in tokens. */
  tokens: z
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(contextTestTokens.min, `must be at least ${contextTestTokens.min}`)
    .max(contextTestTokens.max, `must be at most ${contextTestTokens.max}`)
    .default(contextTestTokens.default),
});

const TIMEOUT_MS = 60_000;
/** With what the server may need to load the model again; somebody waits for the answer. */
const MAX_WAIT_MS = 2 * TIMEOUT_MS;
/** Room for a reasoning model to think before it repeats one word. */
const MAX_TOKENS = 200;
/** The filler is short numbers between spaces; most tokenizers make two or three tokens of each. */
const TOKENS_PER_NUMBER = 2;
/** One token for each number is the least that the prompt can have; below this share, part of it is missing. */
const CUT_BELOW_SHARE = 0.7;

/**
 * Sends a prompt of about `tokens` tokens and judges whether all of it reached the model. The finding
 * joins the session's compatibility card.
 * @throws DomainError `connection_untested`; `session_expired` also while the call is in flight
 */
export async function testContextWindow(
  deps: {
    db: Db;
    cipher: ApiKeyCipher;
    modelClient: ModelClient;
    notifications: Notifications;
  },
  session: Session,
  { tokens }: z.output<typeof contextWindowInput>,
): Promise<Probe> {
  assertTested(session.connection);
  const codeWord = `${pick(adjectives)}-${pick(animals)}`;
  const numbers = Math.ceil(tokens / TOKENS_PER_NUMBER);
  const filler = Array.from({ length: numbers }, (_, index) => index % 1_000).join(' ');
  const prompt = `The code word is ${codeWord}.\n\n${filler}\n\nWhat is the code word? Answer with it alone.`;
  const sessionLifetime = untilDisconnected(deps, session);
  const found = await callModel()
    .then(judge, (error: unknown) => {
      if (error instanceof ModelCallError) return refused(error);
      throw error;
    })
    .finally(sessionLifetime.release);
  const probe: Probe = { name: 'context', upstreamRequestId: null, ...found };
  await recordProbe(deps.db, session, probe);
  return probe;

  async function callModel() {
    const question = {
      messages: [{ role: 'user' as const, content: prompt }],
      maxTokens: MAX_TOKENS,
      temperature: 0,
      stream: true,
      timeoutMs: TIMEOUT_MS,
    };
    const model = modelCallerOf(deps, session);
    return withinTime(MAX_WAIT_MS, sessionLifetime.signal, (signal) =>
      model.call(question, { signal }),
    );
  }

  function judge({ text, inputTokens }: { text: string; inputTokens: number | null }): Finding {
    const reported =
      inputTokens === null ? '' : ` The server counted ${inputTokens} prompt tokens.`;
    if (inputTokens !== null && inputTokens < numbers * CUT_BELOW_SHARE) {
      return {
        verdict: 'failed',
        finding:
          `A prompt of at least ${numbers} tokens was silently cut: the server counted ` +
          `${inputTokens}. Serve the model with a larger context window (Ollama: num_ctx).`,
        said: null,
      };
    }
    if (text.toLowerCase().includes(codeWord)) {
      return {
        verdict: 'ok',
        finding: `A prompt of about ${tokens} tokens arrived whole.${reported}`,
        said: null,
      };
    }
    return {
      verdict: 'info',
      finding:
        `The model did not repeat the code word at the start of a prompt of about ${tokens} tokens: ` +
        `the prompt was cut, or the model did not follow.${reported}`,
      said: text.slice(0, 200) || null,
    };
  }
}

type Finding = Omit<Probe, 'name' | 'upstreamRequestId'> & { upstreamRequestId?: string | null };

function refused(error: ModelCallError): Finding {
  return error.reason === 'context_too_long'
    ? {
        verdict: 'ok',
        finding: 'A prompt longer than the context window is refused, not cut.',
        said: error.providerMessage || null,
      }
    : {
        verdict: 'failed',
        finding: `The long prompt failed: ${error.message}`,
        said: error.providerMessage || null,
        upstreamRequestId: error.upstreamRequestId,
      };
}

function pick(words: string[]): string {
  return words[Math.floor(Math.random() * words.length)] as string;
}

const adjectives = ['amber', 'crimson', 'silver', 'velvet', 'hollow', 'gentle'];
const animals = ['falcon', 'otter', 'badger', 'heron', 'lynx', 'walrus'];
