import { describe, expect, it } from 'vitest';
import {
  headerLinesOf,
  headerNamesIn,
  parseHeaderLines,
} from '../../../../../app/steps/model/headerLines.ts';

describe('header lines', () => {
  it('are read whatever is around names and values, which may hold colons', () => {
    const text = ' api-key :  a:b \r\n\r\nX-Title: Mine\nx-empty:';
    expect(parseHeaderLines(text)).toEqual({
      headers: { 'api-key': 'a:b', 'X-Title': 'Mine', 'x-empty': '' },
      problem: null,
    });
    expect(parseHeaderLines(' \n')).toEqual({ headers: {}, problem: null });
  });

  it.each([
    ['api-key: x\nsk-a-secret', 2],
    ['sk a secret: x', 1],
    [': sk-a-secret', 1],
    ['a: 1\na: sk-a-secret', 2],
  ])('are refused by number: %j', (text, line) => {
    const { problem } = parseHeaderLines(text);
    expect(problem).toContain(`Line ${line} `);
    expect(problem).not.toContain('secret');
  });

  it('are shown again without their values', () => {
    const names = headerNamesIn('api-key: sk-a-secret\nsk-a-secret\nX-Title: Mine');
    expect(names).toEqual(['api-key', 'X-Title']);
    expect(headerLinesOf(names)).toBe('api-key: \nX-Title: \n');
  });
});
