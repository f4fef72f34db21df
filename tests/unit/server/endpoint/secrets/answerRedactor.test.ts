import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerRedactors } from '../../../../../server/endpoint/secrets/answerRedactor.ts';
import { keyEncodings } from '../../../../support/keySearch.ts';

const apiKey = 'canary/+Q0123456789"abcdef\\ghij~KLMN=';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What a filter lets through of a text that comes in these parts. */
function filtered(parts: string[], key = apiKey): string {
  const redactor = answerRedactors(key)();
  return parts.map((part) => redactor.push(part)).join('') + redactor.end();
}

function spellingsOf(key: string): string[] {
  const escaped = JSON.stringify(key).slice(1, -1);
  // The last character may depend on what follows the key.
  const own = Math.floor((key.length * 4) / 3);
  return [
    key,
    ...Object.entries(keyEncodings(key)).flatMap(([name, spelling]) =>
      name.startsWith('URL-encoded') ? [spelling] : [],
    ),
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    base64(key).slice(0, own),
    Buffer.from(key).toString('base64url').slice(0, own),
    Buffer.from(key).toString('hex'),
    createHash('sha256').update(key).digest('hex'),
  ];
}

/** Stretches of 12 characters of the key in any spelling that the text contains in any case. */
function piecesIn(text: string, key = apiKey): string[] {
  // The sign itself may seem to go on with what follows it.
  const searched = text.toLowerCase().replaceAll('[redacted]', '\0');
  return spellingsOf(key).flatMap((spelling) => {
    const folded = spelling.toLowerCase();
    const pieces = Array.from({ length: folded.length - 11 }, (_, at) => folded.slice(at, at + 12));
    return pieces.filter((piece) => searched.includes(piece));
  });
}

describe('a key inside an answer', () => {
  it.each([
    ['as it is', apiKey],
    ['in capitals', apiKey.toUpperCase()],
    ['after Bearer', `Bearer ${apiKey}`],
    ['in Base64', base64(apiKey)],
    ['in Base64 for addresses', Buffer.from(apiKey).toString('base64url')],
    ['in Base64 after one character', base64(`:${apiKey}`)],
    ['in Base64 after two characters', base64(`a:${apiKey}`)],
    ['in Base64 between others', base64(`user:${apiKey}@host`)],
    ['URL-encoded', encodeURIComponent(apiKey)],
    ...Object.entries(keyEncodings(apiKey)),
    ['JSON-escaped', JSON.stringify({ key: apiKey })],
    ['JSON-escaped twice', JSON.stringify(JSON.stringify({ key: apiKey }))],
    ['in hexadecimal', Buffer.from(apiKey).toString('hex')],
    ['as its SHA-256', createHash('sha256').update(apiKey).digest('hex').toUpperCase()],
    ['twice without a gap', apiKey + apiKey],
    ['cut off at its end', apiKey.slice(0, 20)],
    ['cut off at its beginning', apiKey.slice(-20)],
    ['in pieces of 12', (apiKey.match(/.{12}/g) ?? []).join(' ')],
    ['within a longer word', `xyz${apiKey}xyz`],
  ])('is hidden, however it is cut: %s', (_how, echo) => {
    const text = `before ${echo} after`;
    const whole = filtered([text]);
    expect(whole).toMatch(/^before .*\[redacted\].* after$/);
    expect(piecesIn(whole)).toEqual([]);
    expect(filtered([...text])).toBe(whole);
    for (let at = 1; at < text.length; at++) {
      expect(filtered([text.slice(0, at), text.slice(at)])).toBe(whole);
    }
  });

  it('is replaced but for the three characters that leave before it is known', () => {
    expect(filtered([`It is ${apiKey}.`])).toBe('It is can[redacted].');
    expect(filtered([`${apiKey} ${apiKey.slice(10, 22)}`])).toBe('can[redacted] 123[redacted]');
    expect(filtered([`🙂${apiKey}🙂`])).toBe('🙂can[redacted]🙂');
  });

  it.each([
    [
      'side by side',
      'abcdefghijkl-mnopqrstuvwx',
      'abcdefghijklmnopqrstuvwx',
      'abc[redacted]mno[redacted]',
    ],
    [
      'side by side as elsewhere in the key',
      'abcdefghijkl-mnopqrstuvwx-jklmno',
      'abcdefghijklmnopqrstuvwx',
      'abc[redacted]',
    ],
    [
      'that overlap',
      'abcdefghijkl-kl0123456789',
      'abcdefghijkl0123456789',
      'abc[redacted]0[redacted]',
    ],
  ])('is hidden in pieces %s', (_how, key, text, shown) => {
    expect(filtered([text], key)).toBe(shown);
    expect(filtered([...text], key)).toBe(shown);
  });

  it('is hidden from 12 characters on', () => {
    expect(filtered([`x ${apiKey.slice(5, 16)} x`])).toBe(`x ${apiKey.slice(5, 16)} x`);
    expect(filtered([`x ${apiKey.slice(5, 17)} x`])).toBe(`x ${apiKey.slice(5, 8)}[redacted] x`);
  });

  it.each(['', 'ollama', 'EMPTY', 'lm-studio', '0123456789abcde'])(
    'is no secret when it is as short as %j',
    (key) => {
      const redactor = answerRedactors(key)();
      expect(redactor.push(`The key is ${key}`)).toBe(`The key is ${key}`);
      expect(redactor.end()).toBe('');
      expect(filtered(['0123456789abcdef'], '0123456789abcdef')).toBe('012[redacted]');
    },
  );
});

describe('an ordinary answer', () => {
  it('is not delayed', () => {
    const redactor = answerRedactors('sk-canary-0123456789abcdef0123456789abcdef')();
    const answer =
      'The capital of France is Paris: 2,102,650 people (in 2023). 🙂 `const a = [1, 2, 3];` ' +
      'Was passiert, wenn man feedback & café sagt? 0x1f, deadline, facade, 東京, %20.';
    for (const part of [...answer.split(/(?= )/), ...answer]) {
      expect(redactor.push(part)).toBe(part);
    }
    expect(redactor.end()).toBe('');
  });

  it('leaves at once what cannot be the inside of a key any more', () => {
    const redactor = answerRedactors(apiKey)();
    expect(redactor.push(`one ${apiKey.slice(0, 8)}`)).toBe('one can');
    expect(redactor.push('!')).toBe('ary/+!');
    expect(redactor.push(`two ${apiKey.slice(0, 12)}`)).toBe('two can[redacted]');
    expect(redactor.push(apiKey.slice(12))).toBe('');
    expect(redactor.push(' three')).toBe(' three');
    expect(redactor.end()).toBe('');
  });

  it('leaves, too, where it runs in circles within a key', () => {
    const redactor = answerRedactors('abcabcd-0123456789')();
    let shown = '';
    for (let round = 1; round <= 100; round++) {
      shown += redactor.push('abc');
      expect(3 * round - shown.length).toBeLessThanOrEqual(11);
    }
    expect(shown + redactor.end()).toBe('abc'.repeat(100));
  });

  it('keeps its characters whole', () => {
    const redactor = answerRedactors(apiKey)();
    expect(redactor.push('a\ud83d')).toBe('a');
    expect(redactor.push('\ude42b')).toBe('🙂b');
    expect(redactor.push('\ud83d')).toBe('');
    expect(redactor.end()).toBe('\ud83d');
  });
});

describe('any answer', () => {
  const anyKey = fc.oneof(
    fc.stringMatching(/^[\x21-\x7e]{16,80}$/),
    fc.stringMatching(/^[ab/"]{16,40}$/),
  );

  /** Text around, within and between spellings of the key and pieces of them. */
  const anyText = (key: string) => {
    const spelled = fc.constantFrom(...spellingsOf(key), base64(`a:${key}`), base64(`:${key}`));
    const piece = fc
      .tuple(spelled, fc.nat(80), fc.integer({ min: 1, max: 90 }), fc.boolean())
      .map(([text, from, length, loud]) => {
        const cut = text.slice(from, from + length);
        return loud ? cut.toUpperCase() : cut;
      });
    const other = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(' ', '🙂'),
    );
    return fc.array(fc.oneof(spelled, piece, other), { maxLength: 8 }).map((all) => all.join(''));
  };

  const anyCuts = fc.array(fc.nat(400), { maxLength: 12 });

  function cut(text: string, at: number[]): string[] {
    const places = [0, ...at.filter((place) => place < text.length), text.length];
    places.sort((a, b) => a - b);
    return places.slice(1).map((place, index) => text.slice(places[index], place));
  }

  const keyTextCuts = anyKey.chain((key) => fc.tuple(fc.constant(key), anyText(key), anyCuts));

  it('comes out the same however it was cut, without any piece of the key', () => {
    fc.assert(
      fc.property(keyTextCuts, ([key, text, cuts]) => {
        const whole = filtered([text], key);
        expect(filtered(cut(text, cuts), key)).toBe(whole);
        expect(filtered(text.split(''), key)).toBe(whole);
        expect(piecesIn(whole, key)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('never has more than 11 characters held back, and none torn', () => {
    fc.assert(
      fc.property(keyTextCuts, ([key, text, cuts]) => {
        const parts = cut(text, cuts);
        parts.forEach((_, index) => {
          const redactor = answerRedactors(key)();
          for (const part of parts.slice(0, index + 1)) {
            expect(redactor.push(part).isWellFormed()).toBe(true);
          }
          expect(redactor.end().length).toBeLessThanOrEqual(11);
        });
      }),
    );
  });

  it('loses nothing but the key', () => {
    fc.assert(
      fc.property(keyTextCuts, ([key, text, cuts]) => {
        const kept = filtered(cut(text, cuts), key).split('[redacted]');
        let at = 0;
        for (const part of kept) {
          const found = text.indexOf(part, at);
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + part.length;
        }
        expect(text.startsWith(kept[0] ?? '')).toBe(true);
        expect(text.endsWith(kept.at(-1) ?? '')).toBe(true);
        if (kept.length === 1) expect(kept[0]).toBe(text);
      }),
    );
  });

  it('comes out unchanged when no 12 characters of it are in the key', () => {
    const unlike = fc
      .tuple(anyKey, fc.array(fc.tuple(fc.nat(90), fc.nat(11)), { maxLength: 10 }), anyCuts)
      .map(([key, pieces, cuts]) => {
        const shorts = pieces.map(([from, length]) => key.slice(from, from + length));
        return { key, cuts, text: shorts.join('\u00a0') };
      });
    fc.assert(
      fc.property(unlike, ({ key, text, cuts }) => {
        expect(filtered(cut(text, cuts), key)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(
        anyKey,
        fc.string({ unit: 'binary', maxLength: 300 }),
        anyCuts,
        (key, text, cuts) => {
          fc.pre(piecesIn(text, key).length === 0);
          expect(filtered(cut(text, cuts), key)).toBe(text);
        },
      ),
    );
  });
});
