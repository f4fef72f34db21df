import { parseArgs } from 'node:util';
import { startFakeModelServer } from './fakeModelServer.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    /** Milliseconds to the first token, and from one to the next. */
    ttft: { type: 'string', default: '0' },
    pace: { type: 'string', default: '0' },
    text: { type: 'string' },
    reasoning: { type: 'string' },
    key: { type: 'string' },
    /** May be given several times. */
    model: { type: 'string', multiple: true },
  },
});

const fake = await startFakeModelServer({
  port: Number(values.port),
  host: values.host,
  ttftMs: Number(values.ttft),
  msPerChunk: Number(values.pace),
  text: values.text,
  reasoning: values.reasoning,
  apiKey: values.key,
  models: values.model,
});

console.log(`Fake model server: ${fake.url}`);
