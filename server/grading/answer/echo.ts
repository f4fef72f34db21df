/** How many words in a row make a repetition; fewer may well be an answer in the words of the question. */
const MIN_WORDS = 8;
const MIN_WORDS_OF_SHORT_PROMPT = 4;
const word = /[\p{L}\p{N}]+/gu;

/** The answer with blanks in place of what it repeats of the prompt, so that all places stay. */
export function withoutEcho(answer: string, prompt: string): string {
  const promptWords = wordsOf(prompt);
  const length = Math.min(MIN_WORDS, promptWords.length);
  if (length < MIN_WORDS_OF_SHORT_PROMPT) return answer;
  const numbers = new Map<string, number>();
  for (const { text } of promptWords) if (!numbers.has(text)) numbers.set(text, numbers.size);
  const repeated = new Set<string>();
  const ofPrompt = promptWords.map(({ text }) => numbers.get(text));
  for (let at = 0; at + length <= ofPrompt.length; at += 1) {
    repeated.add(ofPrompt.slice(at, at + length).join());
  }

  let heard = '';
  let copied = 0;
  let row: { number: number; start: number; end: number }[] = [];
  for (const { text, start, end } of wordsOf(answer)) {
    const number = numbers.get(text);
    if (number === undefined) row = [];
    else row.push({ number, start, end });
    if (row.length > length) row.shift();
    const first = row[0];
    if (first && row.length === length && repeated.has(row.map((one) => one.number).join())) {
      const from = Math.max(first.start, copied);
      heard += answer.slice(copied, from) + answer.slice(from, end).replace(/\S/g, ' ');
      copied = end;
    }
  }
  return heard + answer.slice(copied);
}

function wordsOf(text: string): { text: string; start: number; end: number }[] {
  return Array.from(text.matchAll(word), ({ 0: found, index }) => ({
    text: found.toLowerCase(),
    start: index,
    end: index + found.length,
  }));
}
