/** Our deterministic graders beside promptfoo's assertions: where they differ, and why we keep it so. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../server/grading/index.ts';
import recorded from '../../../fixtures/promptfooVerdicts.json' with { type: 'json' };
import { promptfooCases } from '../../tables/promptfooCases.ts';

const verdicts: Record<string, boolean> = recorded.verdicts;
const notJson = ['{a: 1}', "{'a': 1}", '{"a": 1', '{"a": 1,}'];
const schemas = [
  '{"type":"object"}',
  '{"type":"object","required":["a"]}',
  '{"type":"object","properties":{"a":{"type":"integer"}}}',
];

/** By reason: the cases in which ours passes and promptfoo's does not, and the other way round. */
const differences: { why: string; oursPass?: string[]; theirsPass?: string[] }[] = [
  {
    why: 'A word is a whole word: 5 is not in 25, and Paris not in Parisian.',
    theirsPass: [
      'contains · Parisian cafés · Paris',
      'contains · The sum is 25. · 5',
      'contains · It costs 1,250 euros. · 5',
      'contains · It costs 1,250 euros. · 25',
      'contains · The sum is 1250.0 euros. · 5',
      'contains · The sum is 1250.0 euros. · 25',
      'contains · The sum is 1250.0 euros. · 1250',
    ],
  },
  {
    why: 'Separators, line breaks, small digits and the form of an apostrophe do not count.',
    oursPass: [
      'contains · It costs 1,250 euros. · 1250',
      'contains · New⏎York · New York',
      'contains · CO₂ · CO2',
      "contains · don’t · don't",
    ],
  },
  {
    why: 'What stands around the whole, such as quotation marks, bold type and a full stop, does not count.',
    oursPass: [
      'exact · Paris. · Paris',
      'exact ·  Paris  · Paris',
      'exact · "Paris" · Paris',
      'exact · **Paris** · Paris',
    ],
  },
  {
    why: 'RE2 has flags within a pattern; JavaScript has not, and promptfoo passes nothing by such a pattern.',
    oursPass: ['Paris', 'paris 5', 'PARIS', 'x⏎Paris'].map((text) => `regex · ${text} · (?i)paris`),
  },
  {
    why: 'JSON is JSON: keys without quotation marks, single ones, and what lacks its end are not repaired.',
    theirsPass: notJson.flatMap((text) => [
      `json · ${text} · `,
      ...schemas.map((schema) => `schema · ${text} · ${schema}`),
    ]),
  },
  {
    why: 'The outermost value of an answer is its JSON; promptfoo also tries the objects within a list.',
    theirsPass: schemas.map((schema) => `schema · [{"a": 1}] · ${schema}`),
  },
  {
    why: 'Words are those of Unicode: a hyphen parts them, and dashes and bullets are none.',
    oursPass: ['length · - a⏎- b · {"min":1,"max":2}', 'length · — so — · {"min":1,"max":2}'],
    theirsPass: ['length · well-known fact · {"min":1,"max":2}', 'length · — so — · {"min":2}'],
  },
  {
    why: 'A refusal declines to do something; being sorry or unable to recall is none. Silence has its own outcome.',
    oursPass: [
      'refusal · I must decline. · ',
      "refusal · I won't do that. · ",
      'refusal · Lo siento, no puedo ayudarte. · ',
    ],
    theirsPass: [
      'refusal · I am sorry to hear that. A new mug is on its way. · ',
      'refusal · I cannot recall a better summer. · ',
      'refusal ·  · ',
    ],
  },
];

describe('on 300 cases, our graders and promptfoo’s', () => {
  const ours = new Map(
    promptfooCases.map((one) => [one.label, judge({ ...one, prompt: '' }).pass] as const),
  );
  const differing = promptfooCases
    .map(({ label }) => label)
    .filter((label) => ours.get(label) !== verdicts[label]);

  it('are asked the same', () => {
    expect(promptfooCases).toHaveLength(300);
    expect(promptfooCases.map(({ label }) => label).toSorted()).toEqual(
      Object.keys(verdicts).toSorted(),
    );
  });

  it('differ where the table says, and nowhere else', () => {
    const listed = differences.flatMap(({ oursPass = [], theirsPass = [] }) => [
      ...oursPass,
      ...theirsPass,
    ]);
    expect(differing.toSorted()).toEqual(listed.toSorted());
  });

  it.each(differences)('$why', ({ oursPass = [], theirsPass = [] }) => {
    for (const label of oursPass) expect([label, ours.get(label)]).toEqual([label, true]);
    for (const label of theirsPass) expect([label, ours.get(label)]).toEqual([label, false]);
  });
});
