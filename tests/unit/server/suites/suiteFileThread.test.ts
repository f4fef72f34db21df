import { expect, it } from 'vitest';
import { readInThread } from '../../../../server/suites/index.ts';
import { readSuiteFile } from '../../../../suiteFiles/index.ts';
import { suiteFileFormatCases, utf8 } from '../../tables/suiteFileFormats.ts';

const rows = (count: number) =>
  utf8(Array.from({ length: count }, (_, index) => `{"prompt": "Question ${index}"}`).join('\n'));

it('reads as it does without a thread', async () => {
  for (const { bytes } of suiteFileFormatCases.slice(0, 3)) {
    expect(await readInThread(Uint8Array.from(bytes))).toEqual(readSuiteFile(bytes));
  }
  const mapping = { prompt: 1 };
  const bytes = utf8('question,answer\nWhat?,That.');
  expect(await readInThread(bytes.slice(), { mapping })).toEqual(readSuiteFile(bytes, { mapping }));
});

it('brings prompts in pieces, in their order', async () => {
  expect(await readInThread(rows(12_345))).toEqual(readSuiteFile(rows(12_345)));
});

it('a part of a larger buffer stays as it was', async () => {
  const all = utf8('xxHello?xx');
  const { prompts } = await readInThread(all.subarray(2, 8));
  expect(prompts[0]?.prompt).toEqual({ prompt: 'Hello?' });
  expect(all).toEqual(utf8('xxHello?xx'));
});

it('ends with its signal', async () => {
  const abort = new AbortController();
  const reading = readInThread(rows(50_000), {}, { signal: abort.signal });
  abort.abort(new Error('gone'));
  await expect(reading).rejects.toThrow('gone');
  await expect(readInThread(rows(1), {}, { signal: abort.signal })).rejects.toThrow('gone');
});

it('what needs too much memory is refused', async () => {
  const item = `  - {vars: {${'a: 1, '.repeat(1)}b: [${'x,'.repeat(1_000)}y]}}\n`;
  const text = `prompts: ["{{a}}"]\ntests:\n${item.repeat(1_700)}`;
  const reading = readInThread(utf8(text), {}, { maxHeapMb: 64 });
  await expect(reading).rejects.toMatchObject({
    kind: 'too_large',
    message: expect.stringContaining('takes too much memory'),
  });
});
