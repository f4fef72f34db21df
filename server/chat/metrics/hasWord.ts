/** Whether a name stands in a text as a word of its own, without regard to case, `_` read as a blank too. */
export function hasWord(text: string, name: string): boolean {
  const within = text.toLowerCase();
  const word = name.toLowerCase();
  const spelled = word.replaceAll('_', ' ').trim();
  if (spelled === '') return false;
  return [word, spelled].some((each) => {
    const at = within.indexOf(each);
    const isLetter = (index: number) => /[\p{L}\p{N}]/u.test(within.charAt(index));
    return at !== -1 && !isLetter(at - 1) && !isLetter(at + each.length);
  });
}
