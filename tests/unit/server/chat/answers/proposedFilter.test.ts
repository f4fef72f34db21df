import { describe, expect, it } from 'vitest';
import { proposedFilterIn } from '../../../../../server/chat/answers/proposedFilter.ts';
import { aRun, someMetrics } from '../../../tables/exportData.ts';

const RUN_A = '22222222-2222-4222-8222-222222222222';
const RUN_B = '33333333-3333-4333-8333-333333333333';
const view = (id: string, letter: '' | 'A' | 'B') => ({
  run: aRun({ id }),
  letter,
  metrics: someMetrics(),
  categories: [],
});
const one = [view(RUN_A, '')];
const two = [view(RUN_A, 'A'), view(RUN_B, 'B')];
const block = (json: string) => `Look here:\n\n\`\`\`byom-filter\n${json}\n\`\`\`\n`;

describe('a view of the table that an answer offers', () => {
  it('is what the table takes, with a label of our own', () => {
    const json = '{"filter":"failed","category":"qa","sort":"latencyMs","direction":"desc"}';
    expect(proposedFilterIn(block(json), one)).toEqual({
      runId: RUN_A,
      filter: 'failed',
      category: 'qa',
      sort: 'latencyMs',
      direction: 'desc',
      label: 'Failed prompts in “qa”, slowest first',
    });
  });

  it('may leave out what is usual', () => {
    expect(proposedFilterIn(block('{"filter":"incorrect"}'), one)).toEqual({
      runId: RUN_A,
      filter: 'incorrect',
      sort: 'promptIndex',
      direction: 'asc',
      label: 'Wrong answers',
    });
  });

  it('names one of two runs, or means the newest', () => {
    expect(proposedFilterIn(block('{"filter":"failed","run":"A"}'), two)).toMatchObject({
      runId: RUN_A,
      label: 'Failed prompts of run A',
    });
    expect(proposedFilterIn(block('{"search":"paris"}'), two)).toMatchObject({
      runId: RUN_B,
      search: 'paris',
      label: 'All results with “paris” of run B',
    });
  });

  it('is the last valid one', () => {
    const answer = block('{"filter":"failed"}') + block('{"filter":"correct"}') + block('{"x":1}');
    expect(proposedFilterIn(answer, one)?.filter).toBe('correct');
  });

  it.each([
    'not json',
    '[]',
    'null',
    '{"filter":"everything"}',
    '{"filter":"failed","limit":5}',
    '{"filter":"failed","testRunId":"33333333-3333-4333-8333-333333333333"}',
    '{"filter":"failed","sort":"id; drop table"}',
    '{"filter":["failed"]}',
    '{"run":"A"}',
    '{"run":"C"}',
    `{"search":"${'x'.repeat(2_001)}"}`,
    '{"filter":"failed","label":"Click here to win"}',
  ])('%j is ignored', (json) => {
    expect(proposedFilterIn(block(json), one)).toBeNull();
  });

  it('is not found in prose, in other code, or before there is a run', () => {
    const json = '{"filter":"failed"}';
    expect(proposedFilterIn(json, one)).toBeNull();
    expect(proposedFilterIn(`\`\`\`json\n${json}\n\`\`\``, one)).toBeNull();
    expect(proposedFilterIn(`say \`\`\`byom-filter ${json}\`\`\``, one)).toBeNull();
    expect(proposedFilterIn(block(json), [])).toBeNull();
  });
});
