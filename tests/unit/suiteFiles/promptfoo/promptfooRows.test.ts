import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readSuiteFile } from '../../../../suiteFiles/index.ts';
import { utf8 } from '../../tables/suiteFileFormats.ts';

const read = (config: unknown) =>
  readSuiteFile(utf8(typeof config === 'string' ? config : stringify(config)));
const promptsOf = (config: unknown) => read(config).prompts.map(({ prompt }) => prompt);
const graded = (...assert: unknown[]) => {
  const { prompts, notes } = read({ prompts: ['Q'], tests: [{ assert }] });
  return { prompt: prompts[0]?.prompt, notes };
};

describe('prompts × tests', () => {
  it('come test by test, and for each test prompt by prompt', () => {
    const prompts = ['A {{x}}', { label: 'b', raw: 'B {{ x }}' }];
    const tests = [{ vars: { x: 1 } }, { vars: { x: 'two' } }];
    expect(promptsOf({ prompts, tests }).map(({ prompt }) => prompt)).toEqual([
      'A 1',
      'B 1',
      'A two',
      'B two',
    ]);
  });

  it('fill messages, in YAML or as JSON text', () => {
    const messages = [
      { role: 'system', content: 'You are {{who}}.' },
      { role: 'user', content: 'Hello' },
    ];
    const tests = [{ vars: { who: 'a "poet"' } }];
    const filled = [{ role: 'system', content: 'You are a "poet".' }, messages[1]];
    expect(promptsOf({ prompts: [JSON.stringify(messages)], tests })).toEqual([
      { prompt: 'Hello', messages: filled },
    ]);
    expect(promptsOf({ prompts: [{ raw: messages }], tests })).toEqual([
      { prompt: 'Hello', messages: filled },
    ]);
  });

  it('expand lists of texts, the first variable slowest', () => {
    const config = { prompts: ['{{a}}{{b}}'], tests: [{ vars: { a: ['1', '2'], b: ['x', 'y'] } }] };
    const asked = ['1x', '1y', '2x', '2y'];
    expect(promptsOf(config).map(({ prompt }) => prompt)).toEqual(asked);
    const whole = { ...config, defaultTest: { options: { disableVarExpansion: true } } };
    expect(promptsOf(whole).map(({ prompt }) => prompt)).toEqual(['["1","2"]["x","y"]']);
  });

  it('take what a default test says', () => {
    const [first, second] = promptsOf({
      prompts: ['{{a}} {{b}}'],
      defaultTest: { vars: { a: 'A', b: 'B' }, assert: [{ type: 'icontains', value: '{{b}}' }] },
      tests: [{}, { vars: { b: 'C' }, assert: [{ type: 'equals', value: 'C' }] }],
    });
    expect(first).toEqual({ prompt: 'A B', grader: { name: 'regex', pattern: 'B', flags: 'i' } });
    expect(second).toEqual({
      prompt: 'A C',
      expected_answer: 'C',
      grader: {
        name: 'all',
        graders: [
          { name: 'regex', pattern: 'C', flags: 'i' },
          { name: 'exact', case_sensitive: true },
        ],
      },
    });
  });

  it('need no test', () => {
    expect(promptsOf('prompts:\n  - Hello\nproviders: [echo]')).toEqual([{ prompt: 'Hello' }]);
  });
});

describe('what is not read or run', () => {
  it.each([
    [{ prompts: ['file://a.txt', 'Q'] }, 'The prompt in “file://a.txt” is not read.'],
    [{ prompts: ['prompts/a.py:make', 'Q'] }, 'The prompt in “prompts/a.py:make” is not read.'],
    [{ prompts: ['{{ x | upper }}', 'Q'] }, 'The prompt is a template with more than {{name}}'],
    [{ prompts: ['{% if x %}1{% endif %}', 'Q'] }, 'The prompt is a template with more than'],
    [{ prompts: ['{{ env.HOME }}', 'Q'] }, 'The prompt is a template with more than {{name}}'],
    [{ prompts: ['Q'], tests: ['file://t.csv', {}] }, 'Tests from “file://t.csv” are not read.'],
    [{ prompts: ['Q'], tests: [{ vars: 'file://v.yaml' }, {}] }, 'Variables from “file://v.yaml”'],
    [
      { prompts: ['{{x}}'], tests: [{ vars: { x: 'file://x.js' } }, { vars: { x: 'Q' } }] },
      'The value of “x” stands in “file://x.js”',
    ],
    [
      { prompts: ['{{x}}'], tests: [{ vars: { x: '{{ env.KEY }}' } }, { vars: { x: 'Q' } }] },
      'The value of “x” comes from the environment',
    ],
    [{ prompts: ['{{x}}'], tests: [{}, { vars: { x: 'Q' } }] }, 'There is no value for {{x}}.'],
  ])('%j', (config, message) => {
    const { prompts, problems } = read({ tests: [{}], ...config });
    expect(problems).toEqual([
      { line: expect.any(Number), message: expect.stringContaining(message) },
    ]);
    expect(prompts.map(({ prompt }) => prompt)).toEqual([{ prompt: 'Q' }]);
  });

  it('values are no templates', () => {
    const config = { prompts: ['{{x}}'], tests: [{ vars: { x: '{{y}} $& {% raw %}', y: 'no' } }] };
    expect(promptsOf(config)).toEqual([{ prompt: '{{y}} $& {% raw %}' }]);
  });

  it('other assertions and settings are listed', () => {
    const assert = [
      { type: 'llm-rubric', value: 'nice' },
      { type: 'javascript', value: 'output.length' },
      { type: 'python', value: 'file://a.py' },
      { type: 'equals', value: 'x', transform: 'output.trim()' },
      { type: 'regex', value: '(?<=a)b' },
      { type: 'contains', value: '{{ x | upper }}' },
      { type: 'contains', value: 'file://a.txt' },
    ];
    const { prompts, notes } = read({
      env: { A: 1 },
      prompts: ['Q'],
      tests: [{ assert }, { assert }],
    });
    expect(prompts.map(({ prompt }) => prompt)).toEqual([{ prompt: 'Q' }, { prompt: 'Q' }]);
    expect(notes).toEqual([
      'Left out: “env”.',
      'Left out: assertion “llm-rubric” (2 times).',
      'Left out: assertion “javascript” (2 times).',
      'Left out: assertion “python”: its value is in another file (2 times).',
      'Left out: assertion “equals” about a transformed answer (2 times).',
      'Left out: assertion “regex”: it looks around or refers back (2 times).',
      'Left out: assertion “contains”: its value is a template (2 times).',
      'Left out: assertion “contains”: its value is in another file (2 times).',
    ]);
  });

  it('tags make nothing but values', () => {
    const { prompts } = read(
      'prompts: ["{{x}}"]\ntests:\n  - vars:\n      x: !!js/function "function(){}"',
    );
    expect(prompts.map(({ prompt }) => prompt.prompt)).toEqual(['function(){}']);
  });

  it('aliases that would fill the memory are refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]`,
    );
    const { problems, prompts } = read(
      `a0: &a0 [x]\n${levels.join('\n')}\nprompts: [Q]\ntests: []`,
    );
    expect(prompts).toEqual([]);
    expect(problems[0]?.message).toContain('repeats itself too often by aliases');
  });
});

describe('an assertion becomes a grader', () => {
  it.each([
    ['equals', 'Paris', { name: 'exact', case_sensitive: true }, 'Paris'],
    ['equals', { a: 1 }, { name: 'json' }, '{"a":1}'],
    ['contains', 'a.b', { name: 'regex', pattern: 'a\\.b' }],
    ['icontains', 'Paris', { name: 'regex', pattern: 'Paris', flags: 'i' }],
    ['contains-any', ['a', 'b|c'], { name: 'regex', pattern: 'a|b\\|c' }],
    ['icontains-any', 'a, b', { name: 'regex', pattern: 'a|b', flags: 'i' }],
    [
      'contains-all',
      ['a', 'b'],
      {
        name: 'all',
        graders: [
          { name: 'regex', pattern: 'a' },
          { name: 'regex', pattern: 'b' },
        ],
      },
    ],
    ['starts-with', 'Yes', { name: 'regex', pattern: '^Yes' }],
    ['regex', '\\d+', { name: 'regex', pattern: '\\d+' }],
    ['is-json', undefined, { name: 'json-schema', schema: true }],
    ['is-json', { type: 'object' }, { name: 'json-schema', schema: { type: 'object' } }],
    ['contains-json', 'type: array', { name: 'json-schema', schema: { type: 'array' } }],
    ['is-refusal', undefined, { name: 'refusal', expect: 'refuse' }],
    ['not-is-refusal', undefined, { name: 'refusal', expect: 'comply' }],
    ['word-count', 5, { name: 'length', unit: 'words', min: 5, max: 5 }],
    ['word-count', { max: 9 }, { name: 'length', unit: 'words', max: 9 }],
    ['rouge-n', 'a b c', { name: 'similarity', method: 'rouge-l', threshold: 0.75 }, 'a b c'],
    [
      'levenshtein',
      '0123456789',
      { name: 'similarity', method: 'edit-distance', threshold: 0.5 },
      '0123456789',
    ],
    ['not-contains', 'no', { name: 'not', grader: { name: 'regex', pattern: 'no' } }],
  ])('%s %j', (type, value, grader, expected?: string) => {
    expect(graded({ type, value })).toEqual({
      prompt: { prompt: 'Q', grader, ...(expected && { expected_answer: expected }) },
      notes: [],
    });
  });

  it('several in one test must all pass; those of a set as well', () => {
    const set = { type: 'assert-set', assert: [{ type: 'contains', value: 'b' }] };
    expect(graded({ type: 'contains', value: 'a' }, set).prompt?.grader).toEqual({
      name: 'all',
      graders: [
        { name: 'regex', pattern: 'a' },
        { name: 'regex', pattern: 'b' },
      ],
    });
  });

  it('of which one holds twenty', () => {
    const many = Array.from({ length: 45 }, (_, index) => ({
      type: 'contains',
      value: `w${index}`,
    }));
    const { prompt, notes } = graded(...many);
    expect(JSON.stringify(prompt?.grader).match(/w\d+/g)).toHaveLength(20);
    expect(notes).toEqual([
      'Left out: assertions of a test beyond those that one grader can hold.',
    ]);
  });

  it('that nothing could compare with is left out', () => {
    expect(graded({ type: 'regex', value: '' })).toEqual({
      prompt: { prompt: 'Q' },
      notes: ['Left out: assertion “regex”: must not be empty.'],
    });
  });
});
