import { expect, it } from 'vitest';
import { withOtherScheme } from '../../../../../app/steps/model/modelForm.ts';

it.each([
  ['https://127.0.0.1:11434/v1/chat/completions', 'http://127.0.0.1:11434/v1/chat/completions'],
  ['http://host.example:8443/v1/x?a=b', 'https://host.example:8443/v1/x?a=b'],
  ['https://host.example/v1', 'http://host.example:443/v1'],
  ['http://[::1]/v1', 'https://[::1]:80/v1'],
])('%s becomes %s', (endpointUrl, other) => {
  expect(withOtherScheme(endpointUrl)).toBe(other);
});
