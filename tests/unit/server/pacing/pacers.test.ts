import { expect, it } from 'vitest';
import { createPacers } from '../../../../server/pacing/pacers.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

it('pacers are shared by the runs of one endpoint and key', () => {
  const pacers = createPacers();
  const use = (path: string, key: string) =>
    pacers.use({ endpointUrl: `https://host.example${path}`, apiKey: key }).pacer;
  expect(use('/v1/chat', apiKey)).toBe(use('/other', apiKey));
  expect(use('/v1/chat', `${apiKey}0`)).not.toBe(use('/v1/chat', apiKey));
});
