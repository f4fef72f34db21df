/** Values that programs trip over, in every type that JSON has and in some that it has not. */
import fc from 'fast-check';

const texts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  'x\ud83d',
  '\ufeff',
  '\u202e',
  '\u2028',
  "'",
  '"',
  "' or '1'='1",
  "'; drop table users; --",
  '$1',
  '{{7*7}}',
  '\\',
  '\\u0000',
  '%00',
  '%',
  '%'.repeat(2_000),
  '_'.repeat(2_000),
  '(a+)+$'.repeat(300),
  '../../../../etc/passwd',
  '</script><script>alert(1)</script>',
  '\r\nset-cookie: a=b',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'toString',
  'a & b | !c <-> (d:*)',
  '"unclosed',
  'x'.repeat(100_000),
  '🙂'.repeat(10_000),
  'ﷺ'.repeat(3_000),
  '漢'.repeat(2_000),
  'ß'.repeat(2_000),
  '2026-13-45T99:99:99Z',
  '00000000-0000-0000-0000-000000000000',
  `demo-${'A'.repeat(43)}`,
  'demo-',
];

const numbers = [
  0,
  -0,
  -1,
  0.5,
  1e-320,
  1e308,
  2 ** 31,
  2 ** 32 + 1,
  2 ** 53,
  -(2 ** 63),
  Number.MAX_SAFE_INTEGER,
];

export const nastyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...texts) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
);

/** Of any type, as `JSON.stringify` can write it; deep and wide at times. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: nastyText },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...numbers) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null]) },
  { weight: 1, arbitrary: fc.array(nastyText, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.dictionary(nastyText, nastyText, { maxKeys: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 2_000 }).map(nested) },
  { weight: 1, arbitrary: fc.constant(Array.from({ length: 5_000 }, (_, index) => index)) },
);

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
  return value;
}
