/** Whose address counts: what a client may claim about itself, with and without proxies in front. */
import { randomBytes, randomInt } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryRows } from '../../db/engine/index.ts';
import { modelConfigs } from '../../db/schema.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let fake: FakeModelServer;
beforeAll(async () => {
  fake = await startFakeModelServer();
});
afterAll(() => fake.close());

let server: TestServer;

function serveBehind(trustedProxies: number) {
  beforeAll(() => start(trustedProxies));
  beforeEach(() => server.database.db.delete(modelConfigs));
  afterAll(() => server.stop());
}

async function start(trustedProxies: number) {
  server = await startTestServer('pglite', {
    NODE_ENV: 'production',
    DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    DEMO_ALLOW_LOCALHOST: 'true',
    DEMO_MAX_SESSIONS_PER_IP: '1',
    TRUST_PROXY: String(trustedProxies),
  });
}

async function configure(headers: Record<string, string>): Promise<number> {
  const response = await fetch(`${server.url}/api/demo/v2/configure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ endpoint_url: fake.url, api_key: '', model_id: 'm' }),
  });
  await response.arrayBuffer();
  return response.status;
}

const anyAddress = () => Array.from({ length: 4 }, () => randomInt(1, 255)).join('.');
const via = (...addresses: string[]) => ({ 'x-forwarded-for': addresses.join(', ') });

describe('without a proxy', () => {
  serveBehind(0);

  it('a thousand requests with rotated headers are those of one client', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 50; round++) {
      const requests = Array.from({ length: 20 }, () =>
        configure({
          ...via(anyAddress(), anyAddress()),
          'x-real-ip': anyAddress(),
          'cf-connecting-ip': anyAddress(),
          'true-client-ip': anyAddress(),
          forwarded: `for=${anyAddress()}`,
        }),
      );
      statuses.push(...(await Promise.all(requests)));
    }
    expect(statuses).toHaveLength(1_000);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it('server mode tells browsers to keep to TLS (OWASP ASVS 3.4.1)', async () => {
    const { headers } = await fetch(`${server.url}/healthz`);
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
  });
});

describe('behind two proxies', () => {
  serveBehind(2);

  it('the second address from the right is the client, whatever stands before it', async () => {
    const proxy = '10.0.0.1';
    expect(await configure(via(anyAddress(), '203.0.113.7', proxy))).toBe(200);
    for (let attempt = 0; attempt < 5; attempt++) {
      const spoofed = { ...via(anyAddress(), '203.0.113.7', proxy), 'x-real-ip': anyAddress() };
      expect(await configure(spoofed)).toBe(429);
    }
    expect(await configure(via('203.0.113.7', '203.0.113.8', proxy))).toBe(200);
  });

  it('nobody can use up the place of an address that is not theirs', async () => {
    const [victim, attacker, proxy] = ['203.0.113.9', '203.0.113.66', '10.0.0.1'];
    expect(await configure(via(victim, attacker, proxy))).toBe(200);
    expect(await configure(via(victim, victim, attacker, proxy))).toBe(429);
    expect(await configure(via(victim, proxy))).toBe(200);
  });

  it('an IPv6 /64 is one client', async () => {
    expect(await configure(via('2001:db8:1:2::1', '10.0.0.1'))).toBe(200);
    expect(await configure(via('2001:db8:1:2:ffff::9', '10.0.0.1'))).toBe(429);
    expect(await configure(via('2001:db8:1:3::1', '10.0.0.1'))).toBe(200);
    const rows = await queryRows<{ ip_address: string }>(
      server.database.db,
      sql`select ip_address from demo_model_configs`,
    );
    expect(JSON.stringify(rows)).not.toContain('2001');
  });
});
