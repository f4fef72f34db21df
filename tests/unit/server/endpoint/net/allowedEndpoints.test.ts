import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { parseAllowedEndpoints } from '../../../../../server/endpoint/net/allowedEndpoints.ts';

describe('a list of endpoints that are allowed', () => {
  it.each(['', ' ', ',', ' , ,'])('%j admits nothing', (text) => {
    const allowed = parseAllowedEndpoints(text);
    expect(allowed.hasName('host')).toBe(false);
    expect(allowed.at(443).admitsName('')).toBe(false);
    expect(allowed.at(443).admitsAddress(ipaddr.parse('10.0.0.1'))).toBe(false);
  });

  it.each([
    ['vllm', 'vllm'],
    ['vllm.internal', 'vllm.internal'],
    ['VLLM.Internal.', 'vllm.internal'],
    ['gpu-1.example.com', 'gpu-1.example.com'],
    ['_dmarc.my_host.example', '_dmarc.my_host.example'],
    ['1.example', '1.example'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['*.internal', 'a.internal'],
    ['*.k8s.example.com', 'a.b.k8s.example.com'],
  ])('%s admits the name %s', (entry, host) => {
    expect(parseAllowedEndpoints(entry).at(443).admitsName(host)).toBe(true);
    expect(parseAllowedEndpoints(`other.example, ${entry}`).at(443).admitsName(host)).toBe(true);
    expect(parseAllowedEndpoints('other.example').at(443).admitsName(host)).toBe(false);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0/8',
    '10.1/16',
    '010.0.0.0/8',
    '10.0.0.256',
    '10.0.0.1.2',
    '167772161',
    '10.0.0.1-10.0.0.9',
    '10.0.0.*',
    'fd00::/129',
    'fd00::1::2',
    'fe80::1%eth0',
    '[fd00::1]',
    'http://vllm.internal',
    'vllm.internal:',
    'vllm.internal:0',
    'vllm.internal:08000',
    'vllm.internal:65536',
    'vllm.internal:8000:8001',
    'vllm.internal:http',
    ':8000',
    '[vllm.internal]:8000',
    '[10.0.0.1]:8000',
    'fd00::1]:8000',
    'vllm.internal/v1',
    'user@host',
    'two words',
    '*',
    '*.',
    '**.internal',
    'a.*.internal',
    '*internal',
    '.internal',
    'a..internal',
    '-a.internal',
    'a-.internal',
    'münchen.example',
  ])('%j is refused and named', (entry) => {
    expect(() => parseAllowedEndpoints(`10.0.0.0/8, ${entry}, vllm.internal`)).toThrow(
      `“${entry}” is no host name`,
    );
  });
});
