/** An option that a prompt lists: `B) Lyon`. */
export interface ListedOption {
  letter: string;
  text: string;
}

/** The options that a prompt lists by letter, `A) …` line by line or in one line; none where the letters have gaps. */
export function listedOptions(prompt: string): ListedOption[] {
  const lines = fromMatches(prompt.matchAll(onLines));
  return lines.length >= 2 ? lines : fromMatches(prompt.matchAll(inline));
}

function fromMatches(matches: Iterable<RegExpExecArray>): ListedOption[] {
  const options: ListedOption[] = [];
  for (const { 1: letter = '', 2: text = '' } of matches) {
    const wanted = String.fromCharCode('A'.charCodeAt(0) + options.length);
    // What came before were other lists.
    if (letter.toUpperCase() === 'A') options.length = 0;
    else if (letter.toUpperCase() !== wanted) continue;
    options.push({ letter: letter.toUpperCase(), text: text.trim().replace(/[,;.]$/, '') });
  }
  return options.length >= 2 ? options : [];
}

const onLines = /^[ \t]*(?:[-*] )?(?:\*\*)?\(?([A-Za-z])[).:\]](?:\*\*)?[ \t]+(\S.*)$/gm;
const inline =
  /(?<![\p{L}\p{N}])\(?([A-H])(?:[).:]| =)[ \t]+([^\n]*?)(?=[\s,;]+\(?[A-H](?:[).:]| =)[ \t]|[.\n]|$)/gu;
