/**
 * What it is to be asked together, by the log of the endpoints: which side's call comes first, how far apart the two of
 * a prompt are, and how much longer a run takes beside one that is refused, told to wait, or slow. Through REST.
 */
import type { Responder, Script } from '../support/fakeModel/scripts.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { createRestClient, waitForRun } from '../support/restClient.ts';
import { type BenchByom, type BenchContext, type Engine, enginesIn, type Row } from './bench.ts';
import { quantile } from './quantile.ts';

const PROMPTS = 200;
const CONCURRENCY = 8;
const LATENCY_MS = 100;
/** From half of the usual time to half as much again, the same for a prompt in every run. */
const answer: Responder = ({ prompt }) => ({
  kind: 'answer',
  text: 'Paris.',
  latencyMs: LATENCY_MS * (0.5 + ((Number(/\d+/.exec(prompt)?.[0] ?? 0) * 37) % 100) / 100),
});
const beside: Record<string, Script | Responder> = {
  'whose key is refused': { kind: 'error', status: 401 },
  'that is told to wait': { kind: 'error', status: 429, headers: { 'retry-after': '60' } },
  'that is twenty times slower': { kind: 'answer', text: 'Paris.', latencyMs: 20 * LATENCY_MS },
};

/** Parts: engines. */
export async function* benchJoint(
  { startByom }: BenchContext,
  parts: string[],
): AsyncGenerator<Row> {
  for (const engine of enginesIn(parts)) {
    const [byom, own, base] = await Promise.all([
      startByom(engine),
      startFakeModelServer(),
      startFakeModelServer(),
    ]);
    try {
      yield* measure(engine, byom, own, base);
    } finally {
      await Promise.all([byom.stop(), own.close(), base.close()]);
    }
  }
}

async function* measure(
  engine: Engine,
  byom: BenchByom,
  own: FakeModelServer,
  base: FakeModelServer,
): AsyncGenerator<Row> {
  const rest = createRestClient(byom.url);
  const { json } = await rest('POST', '/configure', { endpoint_url: own.url, model_id: 'own' });
  const { session_id } = json;
  const other = { session_id, endpoint_url: base.url, model_id: 'base', role: 'baseline' };
  await rest('POST', '/configure', other);
  for (const role of ['candidate', 'baseline']) {
    await rest('POST', '/configure/test', { session_id, role });
  }

  /** Runs the candidate, alone or beside the other one; resolves with how long its calls took from first to last. */
  async function run(models: string[], basesScript: Script | Responder = answer): Promise<number> {
    own.reset();
    base.reset();
    own.respond(answer);
    base.respond(basesScript);
    const started = await rest('POST', '/batch-test', {
      session_id,
      models,
      prompts: Array.from({ length: PROMPTS }, (_, index) => ({ prompt: `Prompt ${index}` })),
      config: { concurrency: CONCURRENCY, adaptive: false },
    });
    await waitForRun({ rest }, session_id, started.json.test_run_id);
    const at = own.chatCalls.map((call) => call.at);
    return Math.max(...at) - Math.min(...at);
  }
  const both = ['candidate', 'baseline'];

  await run(both);
  const firstAt = (fake: FakeModelServer) =>
    new Map(fake.chatCalls.map(({ prompt, at }) => [prompt, at]));
  const baseAt = firstAt(base);
  const apart = [...firstAt(own)].map(([prompt, at]) => (baseAt.get(prompt) ?? Number.NaN) - at);
  const ownFirst = (apart.filter((ms) => ms > 0).length / apart.length) * 100;
  yield {
    name: `${engine}: how far from half the candidate is first`,
    percent: Math.abs(ownFirst - 50),
    detail: `first at ${ownFirst.toFixed(1)} % of ${apart.length} prompts`,
    aim: 5,
  };
  const distances = apart.map(Math.abs).toSorted((a, b) => a - b);
  yield {
    name: `${engine}: the two calls of a prompt apart, p50`,
    ms: quantile(distances, 0.5),
    detail: `p90 ${quantile(distances, 0.9).toFixed(1)} ms, answers take ${LATENCY_MS / 2} to ${LATENCY_MS * 1.5} ms`,
  };
  const alone = Math.min(await run(['candidate']), await run(['candidate']));
  for (const [name, script] of Object.entries(beside)) {
    const joint = await run(both, script);
    yield {
      name: `${engine}: longer beside a model ${name}, in prompts of its own`,
      ratio: (joint - alone) / LATENCY_MS,
      detail: `${Math.round(joint)} ms, alone ${Math.round(alone)} ms for ${PROMPTS} prompts`,
      aim: 1,
    };
    await cancelAll(byom, session_id);
  }
}

/** The other side's run would go on for long. */
async function cancelAll(byom: BenchByom, sessionId: string): Promise<void> {
  const { batch } = byom.client(sessionId);
  const isActive = ({ status }: { status: string }) => status === 'running';
  for (const { id } of (await batch.list.query()).filter(isActive)) {
    await batch.cancel.mutate({ testRunId: id });
  }
}
