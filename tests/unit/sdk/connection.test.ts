import { describe, expect, it } from 'vitest';
import { connect, createByomClient, errorFrom } from '../../../sdk/index.ts';

const baseUrl = 'http://127.0.0.1:9';

describe('the address of the server', () => {
  it.each(['localhost:3000', '127.0.0.1:3000', 'ftp://example.com', '', '/byom'])(
    '%j is refused with what it lacks',
    (wrong) => {
      expect(() => createByomClient({ baseUrl: wrong })).toThrow(
        expect.objectContaining({
          code: 'invalid_input',
          field: 'baseUrl',
          message: expect.stringMatching(/no address with http:\/\/ or https:\/\//),
        }),
      );
    },
  );
});

describe('a fetch of somebody’s own', () => {
  const heedless = () => new Promise<Response>(() => {});

  it('that never answers and heeds no signal is given up in time', async () => {
    const byom = createByomClient({ baseUrl, fetch: heedless, timeoutMs: 30, retries: 0 });
    const failure = await byom.session.presets.query().catch(errorFrom);
    expect(failure).toMatchObject({ code: 'timed_out' });
    const connecting = connect(
      { baseUrl, fetch: heedless, timeoutMs: 30, retries: 0 },
      { endpointUrl: 'http://127.0.0.1:9/v1', modelId: 'm' },
    );
    await expect(connecting).rejects.toMatchObject({ code: 'timed_out' });
  });

  it('is sent one request for each call', async () => {
    const asked: string[] = [];
    const byom = createByomClient({
      baseUrl,
      retries: 0,
      fetch: async (input) => {
        asked.push(new URL(`${input}`).pathname);
        return Response.json({ result: { data: { json: { presets: [] } } } });
      },
    });
    await Promise.all([byom.session.presets.query(), byom.session.presets.query()]);
    expect(asked).toEqual(['/trpc/session.presets', '/trpc/session.presets']);
  });
});

it('a server that is not there is said to be so in the words of the system', async () => {
  const byom = createByomClient({ baseUrl, retries: 0 });
  const failure = await byom.session.presets.query().catch(errorFrom);
  expect(failure).toMatchObject({ code: 'unreachable' });
  expect((failure as Error).message).toMatch(
    /^BYOM could not be reached: .*(ECONNREFUSED|bad port)/,
  );
});
