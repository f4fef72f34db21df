/** Where models' reasoning stands, and how it is told from their answers. */
import { expect } from 'vitest';
import { answered, apart, atLeast, below, SUM, saying } from './expectations.ts';
import { completion, DONE, finish, json, piece, STOP, stream } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

/** Texts in which the markers of a model are left. */
const marked: [id: string, content: string, reasoning?: string][] = [
  ['20a', '[THINK]hm[/THINK]4'],
  [
    '20b',
    '<|channel|>analysis<|message|>We need 4.<|end|><|start|>assistant<|channel|>final<|message|>4',
    'We need 4.',
  ],
  ['20c', '<thinking>hm</thinking>4'],
  ['20d', '◁think▷hm◁/think▷4'],
  ['20f', 'analysisWe need 4.assistantfinal4', 'We need 4.'],
  ['20g', '<|START_THINKING|>hm<|END_THINKING|>4'],
];

export const thoughts: WireCase[] = [
  {
    id: '19a',
    what: 'a closing tag that nothing opened',
    respond: stream(
      piece('The user asks for a capital. Paris? No.\n'),
      { waitMs: 1_500 },
      piece('</thi'),
      piece('nk>\n\nLyon'),
      STOP,
      DONE,
    ),
    expected: {
      result: {
        outcome: 'answered',
        correct: false,
        response: 'Lyon',
        reasoning: saying(/^The user asks for a capital\. Paris\? No\.\n?$/),
        ttft_ms: atLeast(1_500),
        first_thought_ms: below(1_500),
      },
    },
  },
  {
    id: '19a',
    what: 'a closing tag that nothing opened, in the chat',
    through: 'chat',
    respond: stream(piece('Paris? No.\n'), { waitMs: 500 }, piece('</think>\n\nLyon'), STOP, DONE),
    expected: {
      message: {
        status: 'complete',
        content: 'Lyon',
        reasoning: 'Paris? No.\n',
        ttftMs: atLeast(500),
      },
    },
  },
  {
    id: '19b',
    what: 'thoughts without any tag, cut by length',
    respond: stream(piece('The user asks for'), finish('length'), DONE),
    expected: { result: { outcome: 'truncated', response: 'The user asks for', reasoning: null } },
  },
  {
    id: '19c',
    what: 'an answer that names the tags',
    prompts: [{ prompt: 'What is </think>?' }],
    respond: stream(
      piece('The tag `</think>` ends a thought that <think> '),
      piece('began.'),
      STOP,
    ),
    expected: {
      result: {
        response: 'The tag `</think>` ends a thought that <think> began.',
        reasoning: null,
      },
    },
  },
  ...marked.map(
    ([id, content, reasoning = 'hm']): WireCase => ({
      id,
      what: `the text ${content}`,
      prompts: [SUM],
      respond: stream(...content.match(/.{1,7}/gsu)!.map(piece), STOP, DONE),
      expected: { result: { ...apart, reasoning } },
    }),
  ),
  {
    id: '20e',
    what: 'tags of a model in one JSON answer',
    prompts: [SUM],
    respond: json(completion('<mm:think>hm</mm:think>4')),
    expected: { result: apart },
  },
  {
    id: '21a',
    what: 'a line break before the opening tag',
    prompts: [SUM],
    respond: stream(
      ...[piece('\n'), piece('<think>'), piece('hm'), { waitMs: 2_000 }],
      ...[piece('</think>'), piece('4'), STOP, DONE],
    ),
    expected: { result: { ...apart, ttft_ms: atLeast(2_000), first_thought_ms: below(2_000) } },
  },
  {
    id: '31a',
    what: 'a whole answer in the field for reasoning',
    respond: stream(piece({ reasoning_content: 'Paris' }), STOP, DONE),
    expected: {
      result: { outcome: 'thinking_only', reasoning: 'Paris', error: saying('reasoning parser') },
    },
  },
  {
    id: '33a',
    what: 'thinking parts of a content',
    prompts: [SUM],
    respond: stream(
      piece({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }),
      piece({ content: [{ type: 'text', text: '4' }] }),
      STOP,
      DONE,
    ),
    expected: { result: { ...apart, first_thought_ms: expect.any(Number) } },
  },
  {
    id: '33b',
    what: 'a summary of the reasoning as a part',
    prompts: [SUM],
    respond: stream(
      piece({
        content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] }],
      }),
      piece({ content: [{ type: 'text', text: '4' }] }),
      STOP,
      DONE,
    ),
    expected: { result: { ...apart, first_thought_ms: expect.any(Number) } },
  },
  {
    id: '33c',
    what: 'reasoning details without a text beside them',
    prompts: [SUM],
    respond: stream(
      piece({ content: '', reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }),
      piece('4'),
      STOP,
      DONE,
    ),
    expected: { result: apart },
  },
  {
    id: '33d',
    what: 'an answer that is a plain one',
    respond: stream(piece('Par'), piece('is'), STOP, DONE),
    expected: { result: { ...answered(), reasoning: null, first_thought_ms: null } },
  },
];
