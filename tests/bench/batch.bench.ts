/**
 * How close a run comes to what its endpoint allows: wall time ÷ (prompts × latency ÷ concurrency),
 * on both engines. 1.00 is perfect; what is above it is our overhead.
 */
import { performance } from 'node:perf_hooks';
import type { BenchContext, Row } from './main.ts';

const PROMPTS = 200;
const LATENCY_MS = 100;
const CONCURRENCY = 16;

export async function benchBatch({ startByom, startEndpoint }: BenchContext): Promise<Row[]> {
  const endpoint = await startEndpoint(LATENCY_MS);
  const idealMs = (PROMPTS * LATENCY_MS) / CONCURRENCY;
  const rows: Row[] = [];
  for (const engine of ['pglite', 'postgres'] as const) {
    const byom = await startByom(engine);
    const { sessionId } = await byom.client().session.create.mutate({
      endpointUrl: endpoint,
      modelId: 'bench',
    });
    const client = byom.client(sessionId);
    await client.session.testConnection.mutate();
    const startedAt = performance.now();
    const run = await client.batch.start.mutate({
      prompts: Array.from({ length: PROMPTS }, (_, index) => ({ prompt: `Prompt ${index}` })),
      config: { concurrency: CONCURRENCY, adaptive: false },
    });
    await new Promise<void>((resolve, reject) => {
      client.batch.onProgress.subscribe(
        { testRunId: run.id },
        { onData: () => {}, onComplete: resolve, onError: reject },
      );
    });
    const wallMs = performance.now() - startedAt;
    rows.push({
      name: `${PROMPTS} prompts of ${LATENCY_MS} ms, ${CONCURRENCY} at once, ${engine}`,
      ratio: wallMs / idealMs,
      detail: `${Math.round(wallMs)} ms against ${idealMs} ms ideal`,
    });
    await byom.stop();
  }
  return rows;
}
