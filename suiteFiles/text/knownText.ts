const texts: { begins: RegExp; name: string; remedy: string }[] = [
  {
    begins: /^\s*<(?:!doctype html|html)\b/i,
    name: 'a web page',
    remedy: 'It may be a page that asks to sign in: download the file itself',
  },
  { begins: /^\s*<\?xml\b/, name: 'XML', remedy: 'Convert it to JSONL or CSV' },
  {
    begins: /^version https:\/\/git-lfs\.github\.com\/spec\/v1\r?\n/,
    name: 'a pointer of Git LFS',
    remedy: 'Get the file itself with “git lfs pull”',
  },
];

/** A sentence about a text that stands in for the file or cannot hold prompts, by its beginning; null for others. */
export function knownText(text: string): string | null {
  const found = texts.find(({ begins }) => begins.test(text.slice(0, 1_000)));
  return found ? `The file is ${found.name}. ${found.remedy} and try again.` : null;
}
