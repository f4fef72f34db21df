import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertAnswersAllowed,
  assertUrlAllowed,
  BlockedAddressError,
  type GuardPolicy,
  NameNotPublicError,
} from '../../../../../server/endpoint/net/addressGuard.ts';
import { parseAllowedEndpoints } from '../../../../../server/endpoint/net/allowedEndpoints.ts';

type Octets = [number, number, number, number];

const policies: Record<string, GuardPolicy> = {
  strict: { allowLocalhost: false },
  local: { allowLocalhost: true },
  listing: {
    allowLocalhost: false,
    allowedEndpoints: parseAllowedEndpoints('10.0.0.0/9, 100.64.0.0/11, 192.168.7.7, fd12::/16'),
  },
};
const openToAll: GuardPolicy = {
  allowLocalhost: true,
  allowedEndpoints: parseAllowedEndpoints('0.0.0.0/0, ::/0'),
};

const octet = fc.nat(255);
/** Drawn at random one would seldom meet the special ranges, and never a single address. */
const specialAddress = fc
  .tuple(
    fc.constantFrom<[number, number]>(
      [0, 0],
      [10, 0],
      [127, 0],
      [255, 255],
      [10, 128],
      [100, 64],
      [100, 96],
      [169, 254],
      [168, 63],
      [172, 16],
      [172, 31],
      [192, 0],
      [192, 88],
      [192, 168],
      [198, 18],
      [198, 51],
      [203, 0],
      [224, 0],
      [240, 0],
    ),
    octet,
    octet,
  )
  .map(([[a, b], c, d]): Octets => [a, b, c, d]);
const metadataAddress = fc.constantFrom<Octets>(
  [169, 254, 169, 254],
  [169, 254, 170, 2],
  [168, 63, 129, 16],
  [100, 100, 100, 200],
);
const anyAddress: fc.Arbitrary<Octets> = fc.oneof(
  fc.tuple(octet, octet, octet, octet),
  specialAddress,
  metadataAddress,
  fc.constantFrom<Octets>([192, 168, 7, 7], [127, 0, 0, 1], [8, 8, 8, 8]),
);

type Radix = (number: number) => string;
const radix = fc.constantFrom<Radix>(
  (number) => String(number),
  (number) => `0x${number.toString(16)}`,
  (number) => `0X00${number.toString(16).toUpperCase()}`,
  (number) => `0${number.toString(8)}`,
  (number) => `000${number.toString(8)}`,
);

/** One to four parts; the last takes what is left, as inet_aton has it. */
const numberForms = fc
  .record({ parts: fc.integer({ min: 1, max: 4 }), radixes: fc.tuple(radix, radix, radix, radix) })
  .map(({ parts, radixes }) => (address: Octets) => {
    const first = address.slice(0, parts - 1);
    const rest = address.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0);
    return [...first, rest].map((part, at) => (radixes[at] as Radix)(part)).join('.');
  });

/** How a single character may be written so that a host stays what it is. */
const characterForms: ((character: string) => string)[] = [
  (character) => character,
  (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  fullWidth,
  (character) => encodeURIComponent(fullWidth(character)),
  (character) => `${character}\u00ad`,
  (character) => `\u200b${character}`,
  (character) => (character === '.' ? '\u3002' : character),
  (character) => (character === '.' ? '\uff61' : character),
  (character) => character.toUpperCase(),
];

function fullWidth(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + 0xfee0);
}

/** Rewrites a host, spelled in whatever way, so that it still means the same. */
const disguise = fc
  .record({
    spell: numberForms,
    forms: fc.array(fc.constantFrom(...characterForms)),
    dot: fc.boolean(),
  })
  .map(({ spell, forms, dot }) => (address: Octets) => {
    const rewritten = [...spell(address)].map((character, at) =>
      forms.length === 0 ? character : forms[at % forms.length]?.(character),
    );
    return `http://${rewritten.join('')}${dot ? '.' : ''}/v1`;
  });

/** Ways to carry an IPv4 address within an IPv6 one. */
const embeddings: Record<string, (address: Octets) => string> = {
  mapped: (address) => `::ffff:${address.join('.')}`,
  'mapped, in hexadecimal': (address) => `0:0:0:0:0:FFFF:${groups(address)}`,
  compatible: (address) => `::${address.join('.')}`,
  translated: (address) => `::ffff:0:${address.join('.')}`,
  NAT64: (address) => `64:ff9b::${groups(address)}`,
  'local NAT64': (address) => `64:ff9b:1::${address.join('.')}`,
  '6to4': (address) => `2002:${groups(address)}::1`,
  Teredo: (address) =>
    `2001:0:4136:e378:8000:63bf:${groups(address.map((byte) => byte ^ 255) as Octets)}`,
  ISATAP: (address) => `2606:4700::5efe:${groups(address)}`,
};

function groups([a, b, c, d]: Octets): string {
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** What the guard says of an address: 'allowed', or why not. */
function decision(url: string, policy: GuardPolicy): string {
  try {
    assertUrlAllowed(new URL(url), policy);
    return 'allowed';
  } catch (error) {
    if (!(error instanceof BlockedAddressError)) throw error;
    return error.message;
  }
}

describe('an IPv4 address', () => {
  it.each(Object.entries(policies))('is judged alike however it is spelled (%s)', (_, policy) => {
    fc.assert(
      fc.property(anyAddress, disguise, (address, spell) => {
        const plain = decision(`http://${address.join('.')}/v1`, policy);
        expect(decision(spell(address), policy)).toBe(plain);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is judged alike whether it is typed or resolved', () => {
    fc.assert(
      fc.property(anyAddress, fc.constantFrom(...Object.values(policies)), (address, policy) => {
        const judge = () =>
          assertAnswersAllowed([{ address: address.join('.') }], 'model.example', policy, 443);
        if (decision(`http://${address.join('.')}/`, policy) === 'allowed') judge();
        else expect(judge).toThrow(NameNotPublicError);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of metadata is closed however it is spelled, even if everything is listed', () => {
    const someEmbedding = fc
      .constantFrom(...Object.values(embeddings))
      .map((embed) => (address: Octets) => `http://[${embed(address)}]/v1`);
    fc.assert(
      fc.property(metadataAddress, fc.oneof(disguise, someEmbedding), (address, spell) => {
        expect(decision(spell(address), openToAll)).toContain('metadata');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an IPv4 address within an IPv6 one', () => {
  it.each(Object.entries(embeddings))('is refused, be it public or listed: %s', (form, embed) => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        // Written the compatible way this is ::1, an address of its own.
        fc.pre(form !== 'compatible' || address.join('.') !== '0.0.0.1');
        for (const policy of Object.values(policies)) {
          expect(decision(`http://[${embed(address)}]/v1`, policy)).not.toBe('allowed');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused as the answer for a name, even for a listed one', () => {
    const policy = {
      allowLocalhost: false,
      allowedEndpoints: parseAllowedEndpoints('vllm.internal, 0.0.0.0/0'),
    };
    fc.assert(
      fc.property(anyAddress, fc.constantFrom(...Object.values(embeddings)), (address, embed) => {
        const judge = () =>
          assertAnswersAllowed([{ address: embed(address) }], 'vllm.internal', policy, 443);
        expect(judge).toThrow(NameNotPublicError);
      }),
      { numRuns: 1_000 },
    );
  });
});
