/**
 * A stand-in for a model, so that a newcomer can go through every step without an account: an
 * OpenAI-compatible chat route that streams prepared answers at the pace of a small model. It is
 * offered in local mode only and says everywhere that it is simulated. It knows the expected answers
 * of the curated suites and gets some of them wrong on purpose, so that results differ.
 */

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Router } from 'express';
import { z } from 'zod';
import { parseExpectedAnswer } from '../../contract/expectedAnswer.ts';
import { curatedSuites } from '../../db/suites/index.ts';
import { answerAboutResults } from './answerAboutResults.ts';

const MODEL = 'simulated-model';
const WRONG_ONE_IN = 6;
const FIRST_TOKEN_MS = { min: 140, spread: 320 };
const TOKEN_MS = { min: 12, spread: 22 };

const chatRequest = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string().nullish() })).min(1),
  max_tokens: z.number().int().positive().nullish(),
  stream: z.boolean().nullish(),
});
type Messages = z.output<typeof chatRequest>['messages'];

const expectedAnswers = new Map(
  curatedSuites.flatMap((suite) =>
    suite.prompts.map((prompt) => [prompt.prompt, prompt.expected_answer] as const),
  ),
);

/** The simulated endpoint's routes, to be mounted under its base path (`…/v1`). */
export function simulatedModelRoutes(): Router {
  const routes = express.Router();
  routes.get('/models', (_req, res) => {
    res.json({ object: 'list', data: [{ id: MODEL, object: 'model', owned_by: 'byom' }] });
  });
  routes.post('/chat/completions', express.json({ limit: '2mb' }), async (req, res) => {
    const parsed = chatRequest.safeParse(req.body);
    if (!parsed.success) {
      res.status(400).json({ error: { message: 'messages must be a list of chat messages' } });
      return;
    }
    const clientLeft = new AbortController();
    res.on('close', () => clientLeft.abort());
    try {
      await answer(parsed.data, res, clientLeft.signal);
    } catch (error) {
      if (!clientLeft.signal.aborted) throw error;
    }
  });
  return routes;
}

async function answer(
  request: z.output<typeof chatRequest>,
  res: express.Response,
  signal: AbortSignal,
): Promise<void> {
  const tokens = compose(request.messages).match(/\s*\S+/g) ?? [];
  const limit = request.max_tokens ?? tokens.length;
  const sent = tokens.slice(0, limit);
  const finishReason = tokens.length > limit ? 'length' : 'stop';
  const promptText = request.messages.map((message) => message.content ?? '').join(' ');
  const usage = {
    prompt_tokens: promptText.split(/\s+/).length,
    completion_tokens: sent.length,
    total_tokens: promptText.split(/\s+/).length + sent.length,
  };
  const random = randomFrom(promptText);
  const head = { id: 'chatcmpl-simulated', created: Math.floor(Date.now() / 1000), model: MODEL };
  const pause = (pace: typeof TOKEN_MS) =>
    sleep(pace.min + pace.spread * random(), undefined, { signal });

  await pause(FIRST_TOKEN_MS);
  if (!request.stream) {
    const message = { role: 'assistant', content: sent.join('') };
    const choices = [{ index: 0, message, finish_reason: finishReason }];
    res.json({ ...head, object: 'chat.completion', choices, usage });
    return;
  }
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const event = (choices: object[], more: object = {}) =>
    res.write(
      `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`,
    );
  for (const content of sent) {
    event([{ index: 0, delta: { content }, finish_reason: null }]);
    await pause(TOKEN_MS);
  }
  event([{ index: 0, delta: {}, finish_reason: finishReason }]);
  event([], { usage });
  res.end('data: [DONE]\n\n');
}

function compose(messages: Messages): string {
  const question = messages.findLast((message) => message.role === 'user')?.content ?? '';
  const system = messages.find((message) => message.role === 'system')?.content ?? '';
  if (system.includes('QUICK METRICS SUMMARY')) return answerAboutResults(system, question);
  if (!expectedAnswers.has(question)) {
    return 'Yes, I am here. I am a simulated model: my answers are prepared, not thought up.';
  }
  const expected = expectedAnswers.get(question);
  if (!expected) {
    return 'This is a prepared text of the simulated model. A real model would now write something of its own for this open prompt; connect one to see what it makes of it.';
  }
  if (randomFrom(question)() < 1 / WRONG_ONE_IN) {
    return 'I am not sure about this one. (The simulated model gets some answers wrong on purpose.)';
  }
  return parseExpectedAnswer(expected)[0].join(', ');
}

/** Numbers from 0 to 1 that depend on the text alone, so that the same prompt always gets the same answer. */
function randomFrom(text: string): () => number {
  const bytes = createHash('sha256').update(text).digest();
  let index = 0;
  return () => (bytes[index++ % bytes.length] as number) / 255;
}
