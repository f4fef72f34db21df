/**
 * How often the adapter check calls two models one, through REST, worker thread and database: models that are one,
 * models that differ on one prompt of ten, and one model whose answers vary by themselves.
 */
import { checkPrompts } from '../../server/adapterCheck/checkPrompts.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { createRestClient, type RestClient } from '../support/restClient.ts';
import { seededRandom } from '../support/seededRandom.ts';
import type { BenchContext, Row } from './bench.ts';

const CHECKS = 200;
/** Sessions at once, each with a server for either model. */
const LANES = 4;
const prompts = checkPrompts([]).map(({ prompt }) => prompt);

interface Case {
  name: string;
  /** How many in a hundred shall be called one: at least, or at most. */
  least?: number;
  most?: number;
  /** Chance that an answer is another one than usual. */
  noise: number;
  /** Prompts of ten on which the models differ. */
  differing: number;
}

const cases: Record<string, Case> = {
  identical: { name: 'one model, flagged', least: 100, noise: 0, differing: 0 },
  different: { name: 'one answer of ten differs, flagged', most: 1, noise: 0, differing: 1 },
  noise: { name: 'one model with 30 % noise, flagged', most: 0.5, noise: 0.3, differing: 0 },
};

/** Parts: `identical`, `different`, `noise`. */
export async function* benchAdapter(
  { startByom }: BenchContext,
  parts: string[],
): AsyncGenerator<Row> {
  const byom = await startByom('pglite');
  try {
    for (const [name, asked] of Object.entries(cases)) {
      if (parts.length === 0 || parts.includes(name)) {
        yield await measure(createRestClient(byom.url), asked);
      }
    }
  } finally {
    await byom.stop();
  }
}

async function measure(rest: RestClient, { name, least, most, ...model }: Case): Promise<Row> {
  const outcomes: string[] = [];
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    checkInTurn(rest, { ...model, lane, outcomes }),
  );
  await Promise.all(lanes);
  const counts = Map.groupBy(outcomes, (outcome) => outcome);
  const percent = ((counts.get('identical')?.length ?? 0) / CHECKS) * 100;
  const detail = [...counts].map(([outcome, all]) => `${outcome} ${all.length}`).join(', ');
  // What shall happen at least is told by what is missing of it.
  return least === undefined
    ? { name, percent, detail, aim: most }
    : { name: name.replace('flagged', 'not flagged'), percent: least - percent, detail, aim: 0 };
}

async function checkInTurn(
  rest: RestClient,
  {
    noise,
    differing,
    lane,
    outcomes,
  }: Pick<Case, 'noise' | 'differing'> & {
    lane: number;
    outcomes: string[];
  },
): Promise<void> {
  const random = seededRandom(lane);
  const [tune, base] = await Promise.all([startFakeModelServer(), startFakeModelServer()]);
  let texts = 0;
  let checks = 0;
  const usual = (prompt: string) => `About this: ${prompt}`;
  const answer = (text: string) => ({
    kind: 'answer' as const,
    text: random() < noise ? `Otherwise, ${texts++}` : text,
  });
  const differs = (prompt: string) =>
    Array.from({ length: differing }, (_, index) => prompts[(checks + index) % 10]).includes(
      prompt,
    );
  base.respond(({ prompt }) => answer(usual(prompt)));
  tune.respond(({ prompt }) => answer(differs(prompt) ? `Mine: ${prompt}` : usual(prompt)));
  try {
    const first = await rest('POST', '/configure', { endpoint_url: tune.url, model_id: 'tune' });
    const { session_id } = first.json;
    const further = { session_id, endpoint_url: base.url, model_id: 'base', role: 'baseline' };
    await rest('POST', '/configure', further);
    for (const role of ['candidate', 'baseline']) {
      await rest('POST', '/configure/test', { session_id, role });
    }
    for (; checks < CHECKS / LANES; checks += 1) {
      const { status, json } = await rest('POST', '/checks/adapter', { session_id });
      if (status !== 200) throw new Error(`A check was answered with ${status}: ${json.error}`);
      outcomes.push(json.outcome);
    }
  } finally {
    await Promise.all([tune.close(), base.close()]);
  }
}
