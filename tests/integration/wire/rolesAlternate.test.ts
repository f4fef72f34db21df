/** Chat templates that take no two questions in a row. */
import { expect, it } from 'vitest';
import { startFakeModelServer } from '../../support/fakeModelServer.ts';
import { startTestServer } from '../../support/testServer.ts';

it('26a, 26b: a question after one that was stopped before the first word is answered', async ({
  onTestFinished,
}) => {
  const fake = await startFakeModelServer();
  onTestFinished(() => fake.close());
  const server = await startTestServer('pglite');
  onTestFinished(() => server.stop());
  const sessionId = await server.connect(fake.url);
  const { chat } = server.client(sessionId);
  fake.reset();

  fake.respond({ kind: 'hang', when: 'before-headers' });
  const { answer } = await chat.send.mutate({ content: 'First?' });
  await fake.until((calls) => calls.length === 1, 10_000);
  await chat.stop.mutate({ messageId: answer.id });

  fake.respond(({ body }) => {
    const roles = body?.messages?.map(({ role }) => role).filter((role) => role !== 'system') ?? [];
    return roles.some((role, at) => role === roles[at - 1])
      ? {
          kind: 'error',
          status: 400,
          body: { error: { message: 'Conversation roles must alternate user/assistant/...' } },
        }
      : { kind: 'answer', text: 'Yes.' };
  });
  await chat.send.mutate({ content: 'Second?' });
  await expect.poll(async () => (await chat.list.query()).at(-1)?.content).toBe('Yes.');
  const { json: session } = await server.rest('GET', `/configure?session_id=${sessionId}`);
  expect(session.adaptations).toEqual({});
});
