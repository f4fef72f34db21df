/** What the adapter check asks. */
import {
  ADAPTER_CHECK_PROMPTS,
  MAX_OWN_ADAPTER_CHECK_PROMPTS,
} from '../../contract/adapterCheck.ts';

export interface CheckPrompt {
  prompt: string;
  isOwn: boolean;
}

/**
 * Open ones, to which there is no one answer: two models that differ at all write other words within a few lines.
 * Each asks for some length, since short answers are alike by chance.
 */
const openPrompts = [
  'Describe a harbour early in the morning, in about five sentences.',
  'A friend wants to learn to cook and asks you where to begin. What do you tell them, and why?',
  'Begin a short story in which somebody finds an old key in a coat that is not theirs.',
  'Explain to a curious child why leaves change their colour in autumn.',
  'What makes a meeting at work worth the time? Give your view in one paragraph.',
  'Invent a holiday that no country has yet, and tell how people would spend it.',
  'Write the first lines of a letter from a lighthouse keeper to a sister in the city.',
  'Compare travelling by night train with flying, for somebody who has done neither.',
  'Suggest a name for a small bakery beside a river, and tell the thought behind it.',
  'Two neighbours disagree about a tree on the border of their gardens. What could they say to each other?',
] as const;

/** Ten prompts, up to five of them from `own`, spread over it. */
export function checkPrompts(own: readonly string[]): CheckPrompt[] {
  const chosen = spread([...new Set(own)], MAX_OWN_ADAPTER_CHECK_PROMPTS);
  const ours = openPrompts.slice(0, ADAPTER_CHECK_PROMPTS - chosen.length);
  return [
    ...chosen.map((prompt) => ({ prompt, isOwn: true })),
    ...ours.map((prompt) => ({ prompt, isOwn: false })),
  ];
}

/** Up to `count` of them, at even distances. */
function spread<Item>(items: Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, index) => Math.floor(index % step) === 0).slice(0, count);
}
