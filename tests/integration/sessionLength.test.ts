/** How long a session lives: chosen when it is created, within what the operator allows. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveFakeModel } from '../support/connectionSteps.ts';
import type { Engine } from '../support/testDatabase.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer } from '../support/testServer.ts';

const serverMode = {
  NODE_ENV: 'production',
  DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  DEMO_ALLOW_LOCALHOST: 'true',
};

describe.each(engines)('the length of a session on %s', (engine) => {
  it('is chosen at creation, up to a day in local mode', async () => {
    const { connect, server } = await start(engine);
    expect(await connect()).toMatchObject({ status: 200, minutes: 60 });
    expect(await connect({ session_minutes: 480 })).toMatchObject({ status: 200, minutes: 480 });
    expect(await connect({ session_minutes: 1_440 })).toMatchObject({ minutes: 1_440 });
    for (const session_minutes of [0, 1_441, 1.5, '480', null]) {
      const { status, json } = await connect({ session_minutes });
      expect([status, json.field]).toEqual([400, 'session_minutes']);
    }
    const { sessionLengths } = await server.client().session.presets.query();
    expect(sessionLengths).toEqual({ default: 60, offered: [60, 480, 1_440] });
  });

  it('is the usual one for others, unless the operator allows more', async () => {
    const strict = await start(engine, serverMode);
    const { status, json } = await strict.connect({ session_minutes: 61 });
    expect([status, json.field]).toEqual([400, 'session_minutes']);
    expect(json.error).toContain('DEMO_MAX_SESSION_MINUTES');
    expect(await strict.connect({ session_minutes: 5 })).toMatchObject({ minutes: 5 });

    const lenient = await start(engine, { ...serverMode, DEMO_MAX_SESSION_MINUTES: '120' });
    expect(await lenient.connect({ session_minutes: 120 })).toMatchObject({ minutes: 120 });
    const { sessionLengths } = await lenient.server.client().session.presets.query();
    expect(sessionLengths).toEqual({ default: 60, offered: [60] });
  });

  it('locks nobody out in local mode: the session in the way can be ended, and only there', async () => {
    const local = await start(engine, { DEMO_MAX_SESSIONS_PER_IP: '2' });
    const first = await local.connect({ session_minutes: 1_440 });
    const second = await local.connect();
    const refused = await local.connect();
    expect([refused.status, refused.json.code]).toEqual([429, 'session_limit']);
    expect(await local.server.client().session.endInTheWay.mutate()).toEqual({ ended: 1 });
    expect(await local.connect()).toMatchObject({ status: 200 });
    const statusOf = (id: string) => local.server.rest('GET', `/configure?session_id=${id}`);
    expect((await statusOf(first.json.session_id)).status).toBe(404);
    expect((await statusOf(second.json.session_id)).status).toBe(200);

    const strict = await start(engine, serverMode);
    await strict.connect();
    await expect(strict.server.client().session.endInTheWay.mutate()).rejects.toMatchObject({
      data: { problem: { kind: 'forbidden' } },
    });
  });

  it('is compared with what a run will take', async () => {
    const { connect, server } = await start(engine);
    const { json } = await connect({ session_minutes: 1 });
    const { session_id } = json;
    await server.rest('POST', '/configure/test', { session_id });
    const client = server.client(session_id);
    const estimate = (delayMs: number) =>
      client.batch.estimate.query({
        prompts: Array.from({ length: 20 }, () => ({ prompt: 'Hello?' })),
        config: { delayMs },
      });
    const long = await estimate(10_000);
    expect(long.outlastsSession).toBe(true);
    expect(long.sessionLeftMs).toBeLessThanOrEqual(60_000);
    expect((await estimate(0)).outlastsSession).toBe(false);
  });
});

async function start(engine: Engine, variables: Record<string, string> = {}) {
  const server = await startTestServer(engine, variables);
  onTestFinished(() => server.stop());
  const fake = await serveFakeModel();

  /** Connects, and tells how long the session lives, in whole minutes. */
  async function connect(fields: object = {}) {
    const connection = { endpoint_url: fake.url, model_id: 'fake-model', ...fields };
    const { status, json } = await server.rest('POST', '/configure', connection);
    const minutes = Math.round((Date.parse(json.expires_at) - Date.now()) / 60_000);
    return { status, json, minutes };
  }
  return { server, connect };
}
