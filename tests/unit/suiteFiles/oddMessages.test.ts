import { expect, it } from 'vitest';
import { readSuiteFile } from '../../../suiteFiles/index.ts';

const odd = [0.5, true, {}, 'x', null, [], [0.5], [null], [[]], [{ from: 1 }], { from: 'x' }];

it.each(odd.map((messages) => [messages]))(
  'messages that are %j are a row that cannot be read, and no fault',
  (messages) => {
    const rows = [{ messages, split: 'a' }, { messages: [{ role: 'user', content: 'Hello?' }] }];
    for (const text of [JSON.stringify(rows), JSON.stringify({ prompts: rows })]) {
      const { prompts } = readSuiteFile(new TextEncoder().encode(text));
      expect(prompts.map(({ prompt }) => prompt.prompt)).toContain('Hello?');
    }
  },
);
