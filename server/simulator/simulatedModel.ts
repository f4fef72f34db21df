/**
 * Stand-ins for a fine-tuned model and its base, so that a newcomer can go through every step, and compare two
 * models, without an account: an OpenAI-compatible chat route that streams prepared answers at the pace of
 * a small model. It is offered in local mode only and says everywhere that it is simulated.
 */

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Router } from 'express';
import { z } from 'zod';
import { simulatedModels } from '../../contract/simulatedModels.ts';
import { answerAboutResults } from './answerAboutResults.ts';
import { preparedAnswer, type SimulatedRole } from './preparedAnswers.ts';

const FIRST_TOKEN_MS = { min: 140, spread: 320 };
const TOKEN_MS = { min: 12, spread: 22 };

const chatRequest = z.object({
  model: z.string().nullish(),
  messages: z.array(z.object({ role: z.string(), content: z.string().nullish() })).min(1),
  max_tokens: z.number().int().positive().nullish(),
  stream: z.boolean().nullish(),
});
type Messages = z.output<typeof chatRequest>['messages'];

/** The simulated endpoint's routes, to be mounted under its base path (`…/v1`). */
export function simulatedModelRoutes(): Router {
  const routes = express.Router();
  routes.get('/models', (_req, res) => {
    const { candidate, baseline } = simulatedModels;
    const listed = { object: 'model', owned_by: 'byom' };
    const data = [
      { id: candidate.modelId, ...listed, parent: baseline.modelId },
      { id: baseline.modelId, ...listed, parent: null },
    ];
    res.json({ object: 'list', data });
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
  const role = roleOf(request.model);
  const model = simulatedModels[role].modelId;
  const tokens = compose(request.messages, role).match(/\s*\S+/g) ?? [];
  const limit = request.max_tokens ?? tokens.length;
  const sent = tokens.slice(0, limit);
  const finishReason = tokens.length > limit ? 'length' : 'stop';
  const promptText = request.messages.map((message) => message.content ?? '').join(' ');
  const usage = {
    prompt_tokens: promptText.split(/\s+/).length,
    completion_tokens: sent.length,
    total_tokens: promptText.split(/\s+/).length + sent.length,
  };
  const random = randomFrom(model + promptText);
  const head = { id: 'chatcmpl-simulated', created: Math.floor(Date.now() / 1000), model };
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

function compose(messages: Messages, role: SimulatedRole): string {
  const question = messages.findLast((message) => message.role === 'user')?.content ?? '';
  const system = messages.find((message) => message.role === 'system')?.content ?? '';
  if (system.includes('QUICK METRICS SUMMARY')) return answerAboutResults(system, question);
  return preparedAnswer(question, role);
}

/** Every other name is taken for the first one, since nothing depends on it. */
function roleOf(modelId: string | null | undefined): SimulatedRole {
  return modelId === simulatedModels.baseline.modelId ? 'baseline' : 'candidate';
}

/** Numbers from 0 to 1 that depend on the text alone, so that the same prompt always gets the same answer. */
function randomFrom(text: string): () => number {
  const bytes = createHash('sha256').update(text).digest();
  let index = 0;
  return () => (bytes[index++ % bytes.length] as number) / 255;
}
