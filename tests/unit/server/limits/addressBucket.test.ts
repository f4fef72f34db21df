import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAddressBucket } from '../../../../server/limits/addressBucket.ts';

describe('the bucket of a client address', () => {
  const hexKey = randomBytes(32).toString('hex');
  const bucket = createAddressBucket(hexKey);

  it.each([
    ['an IPv4 address and its IPv6 form', '203.0.113.7', '::ffff:203.0.113.7'],
    ['the two spellings of that form', '::ffff:203.0.113.7', '::ffff:cb00:7107'],
    ['addresses within one /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['two spellings of an IPv6 address', '2001:DB8:1:2:0:0:0:1', '2001:db8:1:2::1'],
    ['an address with a zone', 'fe80::1%eth0', 'fe80::2'],
    ['an address with a port', '203.0.113.7', '203.0.113.7:50123'],
    ['two ports', '203.0.113.7:1', '203.0.113.7:2'],
    ['an IPv6 address with a port', '2001:db8:1:2::1', '[2001:db8:1:2::9]:50123'],
    ['an IPv6 address in brackets', '2001:db8:1:2::1', '[2001:db8:1:2::1]'],
  ])('is one for %s', (_what, one, other) => {
    expect(bucket(one)).toBe(bucket(other));
  });

  it.each([
    ['two IPv4 addresses', '203.0.113.7', '203.0.113.8'],
    ['two /64', '2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['IPv4 and IPv6', '0.0.0.1', '::1'],
    ['something unknown and an address', 'unknown', '203.0.113.7'],
  ])('differs for %s', (_what, one, other) => {
    expect(bucket(one)).not.toBe(bucket(other));
  });

  it('shows nothing of the address and depends on the key', () => {
    const name = bucket('203.0.113.7');
    expect(name).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(createAddressBucket(hexKey)('203.0.113.7')).toBe(name);
    expect(createAddressBucket(randomBytes(32).toString('hex'))('203.0.113.7')).not.toBe(name);
    expect(createHash('sha256').update('203.0.113.7').digest('base64url')).not.toBe(name);
  });

  it.each(['', 'garbage', '1.2.3.4.5:6', '[', '::g'])('exists for %j as well', (address) => {
    expect(bucket(address)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
