/**
 * Endpoints that mean harm, and certificates that cannot be trusted, through the client. Elsewhere:
 * - slow starts, stalls, endless bodies, headers and lines, compression, redirects: modelClient.test.ts
 * - chains of certificates: dispatcherTls.test.ts
 */
import { describe, expect, it } from 'vitest';
import {
  apiKey,
  ask,
  client,
  clientWith,
  failureOf,
  serve,
  startUsualEndpoint,
  usual,
} from '../../../../support/endpointCalls.ts';
import { daysFromNow, selfSignedCertificate } from '../../../../support/fakeModel/certificate.ts';

startUsualEndpoint();

describe('a hostile endpoint', () => {
  it.each(['headers', 'body'] as const)('that drips its %s ends by the clock', async (from) => {
    usual.respond({ kind: 'drip', from, msPerByte: 20 });
    const error = await failureOf({ timeoutMs: 500 });
    expect(error).toMatchObject({ kind: 'timeout', reason: 'too_slow' });
    await usual.until(([call]) => call?.outcome === 'aborted');
  });

  it('cannot make an error without end', async () => {
    usual.respond({
      kind: 'raw',
      async write(res) {
        res.writeHead(500, { 'content-type': 'text/plain' });
        while (!res.destroyed) {
          res.write('No. '.repeat(4_096));
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      },
    });
    const error = await failureOf();
    expect(error).toMatchObject({ reason: 'server_error', status: 500 });
    expect(error.message.length).toBeLessThan(800);
    await usual.until(([call]) => call?.outcome === 'aborted');
  });

  it('cannot lead us to a private address', async () => {
    const inner = await serve({});
    usual.respond({ kind: 'redirect', location: `${inner.url}/chat/completions` });
    usual.respondToModels({ kind: 'redirect', location: `${inner.url}/models` });
    expect(await failureOf()).toMatchObject({ reason: 'redirected' });
    const endpointUrl = `${usual.url}/chat/completions`;
    await expect(client.listModels({ endpointUrl, apiKey, owner: 'test' })).rejects.toMatchObject({
      reason: 'redirected',
    });
    expect(inner.calls).toHaveLength(0);
  });
});

describe('a certificate', () => {
  const host = '127.0.0.1';

  it.each<[string, ReturnType<typeof selfSignedCertificate>, boolean, RegExp]>([
    ['nobody vouches for', selfSignedCertificate(host), false, /self-signed and not trusted/],
    [
      'that has expired',
      selfSignedCertificate(host, { validTo: daysFromNow(-1) }),
      true,
      /has expired/,
    ],
    ['for another host', selfSignedCertificate('elsewhere.example'), true, /another host name/],
  ])('%s is refused, and nothing is sent', async (_what, tls, isTrusted, words) => {
    const fake = await serve({ tls });
    const trusting = clientWith({}, isTrusted ? { extraCaCertificates: [tls.cert] } : {});
    const error = await failureOf({ fake, client: trusting });
    expect(error).toMatchObject({ kind: 'network', reason: 'certificate' });
    expect(error.message).toMatch(words);
    expect(fake.calls).toHaveLength(0);
  });

  it('of an authority that the operator trusts is accepted', async () => {
    const tls = selfSignedCertificate(host);
    const fake = await serve({ tls });
    const trusting = clientWith({}, { extraCaCertificates: [tls.cert] });
    expect((await ask({ fake, client: trusting }).answer).text).toContain('Paris');
  });
});
