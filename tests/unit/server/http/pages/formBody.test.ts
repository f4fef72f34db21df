import { describe, expect, it } from 'vitest';
import { assertModestForm, formEncoding } from '../../../../../server/http/pages/formBody.ts';

const judge = (contentType: string | undefined, body: string) => () =>
  assertModestForm({ headers: { 'content-type': contentType } }, undefined, Buffer.from(body));

const URL_ENCODED = 'application/x-www-form-urlencoded';
const part = (boundary: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`;

describe('a form', () => {
  it.each([
    ['with all fields of a run', URL_ENCODED, 'field=1&'.repeat(60)],
    ['in parts', 'multipart/form-data; boundary=b', part('b').repeat(60)],
    [
      'with a text that is full of boundaries of others',
      'multipart/form-data; boundary="b c"',
      part('x').repeat(500),
    ],
    ['without a type', undefined, 'a'],
    ['without anything', URL_ENCODED, ''],
  ])('%s is read', (_what, type, body) => {
    expect(judge(type, body)).not.toThrow();
  });

  it.each([
    ['fields', URL_ENCODED, 'a=1&'.repeat(201)],
    ['empty fields', URL_ENCODED, '&'.repeat(1_000_000)],
    ['parts', 'multipart/form-data; boundary=b', part('b').repeat(201)],
    [
      'parts behind a quoted boundary',
      'Multipart/Form-Data; BOUNDARY="b c"',
      part('b c').repeat(201),
    ],
    ['fields without a type', undefined, 'a&'.repeat(201)],
    [
      'fields and a boundary that is none of theirs',
      `${URL_ENCODED}; boundary=b`,
      'a&'.repeat(201),
    ],
    ['parts in a type of its own', 'multipart/mixed; boundary=b', `${part('b')}&`.repeat(201)],
  ])('with too many %s is not', (_what, type, body) => {
    expect(judge(type, body)).toThrow('more than 200 fields');
  });

  it('is parsed by the boundary by which its parts were counted', () => {
    const twice = 'multipart/form-data; x="; boundary=a"; boundary=b';
    expect(judge(twice, part('b').repeat(201))).not.toThrow();
    expect(formEncoding(twice).contentType).toBe('multipart/form-data; boundary="a"');
  });

  it.each([undefined, 'text/plain', 'multipart/form-data', 'multipart/mixed; boundary=b'])(
    'is none by its type: %s',
    (type) => {
      expect(formEncoding(type).contentType).toBe('');
    },
  );
});
