/**
 * Sends large bodies that say nothing of use, all at once: a process of its own, so that writing them does
 * not hold up whoever measures. Arguments: base address, path, how many. Prints what came back as JSON.
 */
import { performance } from 'node:perf_hooks';

const [url, path, count] = process.argv.slice(2);
const KEYS = 360_000;
const body = `{${Array.from({ length: KEYS }, (_, index) => `"k${index}":1`).join(',')}}`;

const startedAt = performance.now();
const answers = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }).catch(() => null);
    // Who sends too much may find the connection closed.
    return {
      status: answer?.status ?? 0,
      bytes: (await answer?.text().catch(() => ''))?.length ?? 0,
    };
  }),
);
process.stdout.write(
  JSON.stringify({
    ms: performance.now() - startedAt,
    statuses: [...new Set(answers.map(({ status }) => status))],
    longestBytes: Math.max(...answers.map(({ bytes }) => bytes)),
    bodyBytes: body.length,
  }),
);
