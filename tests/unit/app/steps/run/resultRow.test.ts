/** What rows show of answers. */
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../../../app/lib/api.ts';
import { excerptOf, resultRow } from '../../../../../app/steps/run/results/resultRow.ts';

const marked = (answer: string, span: { start: number; end: number } | null) => {
  const excerpt = excerptOf(answer, span);
  return {
    ...excerpt,
    marked: excerpt.span && excerpt.text.slice(excerpt.span.start, excerpt.span.end),
  };
};

describe('an answer in a row', () => {
  it('is shown whole where it is short', () => {
    expect(marked('It is 42.', { start: 6, end: 8 })).toMatchObject({
      text: 'It is 42.',
      marked: '42',
    });
    expect(marked('It is 42.', null)).toMatchObject({ text: 'It is 42.', marked: null });
  });

  it('begins where it begins if nothing is marked, or what is marked stands near', () => {
    const long = `42 ${'and more '.repeat(100)}`;
    expect(marked(long, null).text).toMatch(/^42 and.{200,}…$/);
    expect(marked(long, { start: 0, end: 2 })).toMatchObject({ marked: '42' });
    expect(marked(long, { start: 0, end: 2 }).text.startsWith('42 and')).toBe(true);
  });

  it('is cut so that the place is seen that its grade is about', () => {
    const answer = `${'think it over. '.repeat(400)}So it is 42. ${'And more. '.repeat(90)}`;
    const start = answer.indexOf('42');
    const excerpt = marked(answer, { start, end: start + 2 });
    expect(excerpt.marked).toBe('42');
    expect(excerpt.text).toMatch(/^….*So it is 42\..*…$/s);
    expect(excerpt.text.indexOf('42')).toBeLessThan(80);
  });

  it('marks what fits where the place is longer than the row', () => {
    const answer = 'x'.repeat(10_000);
    const { text, span } = excerptOf(answer, { start: 0, end: 10_000 });
    expect(span?.end).toBeLessThanOrEqual(text.length);
    expect(text.length).toBeLessThan(300);
  });

  it('splits no letter in two', () => {
    expect(excerptOf('🙂'.repeat(500), null).text.isWellFormed()).toBe(true);
    const shifted = `a${'🙂'.repeat(500)}`;
    expect(excerptOf(shifted, { start: 401, end: 403 }).text.isWellFormed()).toBe(true);
  });
});

it('carries no long text, whatever the result holds', () => {
  const long = 'word '.repeat(20_000);
  const row = resultRow({
    id: 'id',
    prompt: long,
    expectedAnswer: long,
    error: long,
    response: long,
    reasoning: long,
    grade: null,
    overrule: null,
  } as RunResult);
  expect(JSON.stringify(row).length).toBeLessThan(2_000);
  expect(row.prompt.endsWith('…')).toBe(true);
});
