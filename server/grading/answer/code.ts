/** The answer with blanks in place of all that is not code, and of comments, so that all places stay. */
export function onlyCode(answer: string): string {
  const blocks = blocksIn(answer);
  // A model that was asked for nothing but code may leave the fences away.
  if (blocks.length === 0) return withoutComments(answer, commentsOf(''));
  let code = '';
  let copied = 0;
  for (const { start, end, language } of blocks) {
    code += blank(answer.slice(copied, start));
    code += withoutComments(answer.slice(start, end), commentsOf(language));
    copied = end;
  }
  return code + blank(answer.slice(copied));
}

interface Block {
  start: number;
  end: number;
  language: string;
}

function blocksIn(answer: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; start: number; language: string } | null = null;
  for (const { 0: line, 1: fence = '', 2: rest = '', index } of answer.matchAll(fenceLine)) {
    if (!open) {
      const start = Math.min(answer.length, index + line.length + 1);
      const language = /^[\w+#-]*/.exec(rest.trim())?.[0].toLowerCase() ?? '';
      open = { fence, start, language };
    } else if (fence.startsWith(open.fence) && rest.trim() === '') {
      blocks.push({ start: open.start, end: index, language: open.language });
      open = null;
    }
  }
  if (open) blocks.push({ start: open.start, end: answer.length, language: open.language });
  return blocks;
}

/** Within a list or a quotation it may stand further in. */
const fenceLine = /^[ \t>]*(`{3,}|~{3,})([^`\n]*)$/gm;

interface CommentStyle {
  line: string[];
  /** Whether comments between these can go over lines. */
  block: [string, string][];
}

const slashes: CommentStyle = { line: ['//'], block: [['/*', '*/']] };
const hashes: CommentStyle = { line: ['#'], block: [] };
const dashes: CommentStyle = { line: ['--'], block: [['/*', '*/']] };
const markup: CommentStyle = { line: [], block: [['<!--', '-->']] };
const styles: Record<string, CommentStyle> = {
  ...named(slashes, 'js javascript jsx ts typescript tsx java c cpp c++ cs csharp go rust rs php'),
  ...named(slashes, 'kotlin swift scala dart css scss less jsonc'),
  ...named(hashes, 'py python sh bash zsh shell console rb ruby r perl yaml yml toml dockerfile'),
  ...named(dashes, 'sql postgresql postgres psql mysql sqlite plsql haskell lua'),
  ...named(markup, 'html xml svg markdown md'),
};

function named(style: CommentStyle, names: string): Record<string, CommentStyle> {
  return Object.fromEntries(names.split(' ').map((name) => [name, style]));
}

/** Where the language is not said, a mark counts only with a blank on each side, which operators seldom have. */
function commentsOf(language: string): CommentStyle {
  return (
    styles[language] ?? {
      line: ['// ', '# ', '-- '],
      block: [
        ['/*', '*/'],
        ['<!--', '-->'],
      ],
    }
  );
}

function withoutComments(code: string, { line, block }: CommentStyle): string {
  let kept = '';
  let copied = 0;
  let quote = '';
  for (let at = 0; at < code.length; at += 1) {
    const sign = code[at] ?? '';
    if (quote) {
      if (sign === '\\') at += 1;
      // A string ends with its line, or it was an apostrophe.
      else if (sign === quote || (sign === '\n' && quote !== '`')) quote = '';
      continue;
    }
    if (sign === '"' || sign === '`' || (sign === "'" && !/\w/.test(code[at - 1] ?? ''))) {
      quote = sign;
      continue;
    }
    const end = commentEnd(at);
    if (end === null) continue;
    kept += code.slice(copied, at) + blank(code.slice(at, end));
    copied = end;
    at = end - 1;
  }
  return kept + code.slice(copied);

  function commentEnd(at: number): number | null {
    const starts = (mark: string) => code.startsWith(mark, at);
    const between = block.find(([open]) => starts(open));
    if (between) {
      const close = code.indexOf(between[1], at + between[0].length);
      return close === -1 ? code.length : close + between[1].length;
    }
    const mark = line.find(starts);
    if (!mark || (mark.endsWith(' ') && /\S/.test(code[at - 1] ?? ''))) return null;
    const lineEnd = code.indexOf('\n', at);
    return lineEnd === -1 ? code.length : lineEnd;
  }
}

function blank(text: string): string {
  return text.replace(/\S/g, ' ');
}
