import { math } from 'micromark-extension-math';

type Extension = ReturnType<typeof math>;
type Construct = Extract<NonNullable<Extension['text']>[number], { tokenize: unknown }>;

/** `$`, as parsers of Markdown know it. */
const DOLLAR = 36;

/**
 * Formulas as `micromark-extension-math` reads them, but prices: "from **$5** to **$10**". What only looks like a
 * formula is not taken as one, so that all else in it is read as ever. The rule is Pandoc's (`tex_math_dollars`): no
 * space after the first dollar sign or before the last, and no digit after that.
 */
export function mathButPrices(): Extension {
  const extension = math();
  const text = extension.text?.[DOLLAR] as Construct;
  return { ...extension, text: { [DOLLAR]: { ...text, tokenize: butPrices(text.tokenize) } } };
}

function butPrices(tokenize: Construct['tokenize']): Construct['tokenize'] {
  return function (effects, ok, nok) {
    const start = this.now();
    const judge: typeof ok = (next) => {
      const source = this.sliceSerialize({ start, end: this.now() });
      return isPrice(source, next) ? nok(next) : ok(next);
    };
    return tokenize.call(this, effects, judge, nok);
  };
}

/** @param next the character after it, null at the end */
function isPrice(source: string, next: number | null): boolean {
  const isSingle = !source.startsWith('$$');
  const isDigitNext = next !== null && next >= 48 && next <= 57;
  return isSingle && (/^\$\s|\s\$$/.test(source) || isDigitNext);
}
