import { afterEach, describe, expect, it } from 'vitest';
import type { GraderSpec } from '../../../../../contract/graders.ts';
import {
  type GradeInput,
  type Grading,
  judge,
  openGrading,
} from '../../../../../server/grading/index.ts';

let grading: Grading;
const deaths: string[] = [];
const open = () => {
  deaths.length = 0;
  grading = openGrading({ onDeath: (reason) => deaths.push(reason) });
  return grading;
};
afterEach(() => grading.close());

const input = (answer: string, expected: string, grader: GraderSpec): GradeInput => ({
  answer,
  prompt: 'How much is it?',
  expected,
  grader,
});
const paris = input('It is Paris.', 'Paris', { name: 'contains' });
/** In time proportional to the answer, and yet a second. */
const slow = input('abc 12 '.repeat(20_000), '', {
  name: 'regex',
  pattern: '(\\pL|\\pN|[^x]){500}$',
});

describe('the grading thread', () => {
  it('grades what the graders judge, in the order of the inputs', async () => {
    const inputs = Array.from({ length: 700 }, (_, index) =>
      input(`It is ${index % 7}.`, '3', { name: 'numeric', tolerance: index % 2 }),
    );
    const grades = await open().grade(inputs);
    expect(grades.map(({ score, pass, reason, span }) => ({ score, pass, reason, span }))).toEqual(
      inputs.map(judge),
    );
    expect(grades[1]).toMatchObject({ grader: 'numeric', options: { tolerance: 1 } });
    expect(Date.parse(grades[0]?.graded_at ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(deaths).toEqual([]);
  });

  it('ends a grade that takes too long, and makes all others', async () => {
    const grades = await open().grade([paris, slow, ...Array(300).fill(paris)]);
    expect(grades[1]).toMatchObject({ score: null, pass: null, span: null });
    expect(grades[1]?.reason).toBe('It could not be graded: a grade took more than 100 ms.');
    expect(grades.filter(({ pass }) => pass)).toHaveLength(301);
    expect(await grading.grade([paris])).toMatchObject([{ pass: true }]);
  });

  it('asks a grader no more that was slow again and again, and others all the same', async () => {
    const grades = await open().grade([...Array(200).fill(slow), paris]);
    expect(grades.filter(({ pass }) => pass === null)).toHaveLength(200);
    expect(grades.at(-1)?.pass).toBe(true);
    expect(deaths.length).toBeLessThanOrEqual(10);
  });

  it('leaves the process its time', async () => {
    let turns = 0;
    const watch = setInterval(() => {
      turns += 1;
    }, 5);
    await open().grade([slow, slow]);
    clearInterval(watch);
    // Of a fifth of a second or more; a process that is held up would see one or two.
    expect(turns).toBeGreaterThan(5);
  });

  it('refuses what is waiting when it is closed, and whatever comes later', async () => {
    const waiting = open().grade([slow]);
    const refusal = expect(waiting).rejects.toThrow('Grading is closed.');
    await grading.close();
    await refusal;
    await expect(grading.grade([paris])).rejects.toThrow('Grading is closed.');
    await grading.close();
  });

  it('that nobody asked for anything is never started', async () => {
    await open().grade([]);
    await grading.close();
  });
});
