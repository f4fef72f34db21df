/** The numbers of a text, in the spellings that people and models use. */
import type { Span } from '../../../contract/grades.ts';

export interface FoundNumber extends Span {
  /** What it can mean: `1.250` is 1.25 here and 1250 there. The likeliest is first. */
  values: number[];
  /** As written just before it, such as `$`; empty where there is none. */
  before: string;
  /** The sign or word that follows, such as `kg` or `%`; empty where there is none. */
  after: string;
}

/** Largest text that is searched, from its end, where answers are. */
const MAX_SEARCHED = 200_000;

/**
 * Finds the numbers of a text: with thousands separators (`1,250`, `1.250`, `1 250`, `1'250`), a decimal comma, a minus of
 * any kind, a power, as a fraction (`3/4`, `½`, `1 ½`, `\frac{3}{4}`), in the digits of any script, with a unit or a
 * currency beside it. Digits within a word, such as those of `H2O`, a version or an identifier are none, nor are the month
 * and the day of a date or the margin behind `±`. What is only a part of a number (`2π`, `√2`, `±2`) has no value.
 */
export function numbersIn(text: string): FoundNumber[] {
  const start = Math.max(0, text.length - MAX_SEARCHED);
  const searched = text.slice(start);
  const plain = withPlainDigits(searched);
  const found: FoundNumber[] = [];
  for (const match of plain.matchAll(numberPattern)) {
    const number = readNumber(plain, match);
    if (number) found.push({ ...number, start: number.start + start, end: number.end + start });
  }
  return found;
}

/** Whole numbers that stand as English words, for texts that have none in digits. */
export function numberWordsIn(text: string): FoundNumber[] {
  const searched = text.slice(-MAX_SEARCHED);
  return Array.from(searched.matchAll(wordPattern), ({ 0: word, index }) => ({
    start: index + text.length - searched.length,
    end: index + text.length - searched.length + word.length,
    values: [valueOfWords(word.toLowerCase())],
    before: '',
    after: /^[\s-]*([\p{L}%°]+)/u.exec(searched.slice(index + word.length))?.[1] ?? '',
  }));
}

const space = '[\\u0020\\u00a0\\u202f\\u2009]';
const separator = `(?:,|\\{,\\}|\\\\,|[.'’٬_]|${space})`;
/** In threes, or as in India in twos before the last three. */
const grouped = `(?:\\d{1,3}(?:${separator}\\d{3})+|\\d{1,2}(?:,\\d{2})+,\\d{3})(?!\\d)`;
const raised = '[⁺⁻⁰¹²³⁴-⁹]{1,4}';
const vulgar = '[¼½¾⅐-⅞]';
const numberPattern = new RegExp(
  [
    `\\\\[dt]?frac(?:\\{(?<top>\\d{1,15})\\}\\{(?<bottom>\\d{1,15})\\}|\\s?(?<topDigit>\\d)(?<bottomDigit>\\d))`,
    `(?<base>\\d{1,15})(?<exponent>\\^(?:\\{[-−]?\\d{1,3}\\}|[-−]?\\d{1,3}(?![\\d.]))|${raised})`,
    `(?:(?<whole>\\d{1,15})${space}?)?(?<vulgar>${vulgar})`,
    `(?:(?<mixed>\\d{1,15})${space})?(?<over>\\d{1,15})[/⁄](?<under>\\d{1,15})(?![\\d/⁄.,]*[/⁄\\d])`,
    `(?<digits>${grouped}(?:[.,٫]\\d+)?|\\d+(?:[.,٫]\\d+)?|\\.\\d+)(?<power>[eE][-+−]?\\d{1,3}(?![\\d\\p{L}])|${space}?(?:[×·*x]|\\\\times|\\\\cdot)${space}?10(?:\\^?\\{?[-−]?\\d{1,3}\\}?(?!\\d)|${raised}))?`,
  ].join('|'),
  'gu',
);

/** Reads one match, or null where it is no number of its own. */
function readNumber(text: string, match: RegExpExecArray): FoundNumber | null {
  const { 0: written, index, groups = {} } = match;
  const signed = signBefore(text, index);
  const before = text.slice(Math.max(0, signed.start - 12), signed.start);
  const after = text.slice(index + written.length, index + written.length + 40);
  if (isWithinWord(before, signed.hasSign) || isPartOfSeries(before, written, after)) return null;
  const { multiplier, length } = multiplierIn(after);
  const values = magnitudesOf(groups, written).map(
    (value) => value * multiplier * (signed.isNegative ? -1 : 1),
  );
  const rest = after.slice(length);
  if (isOfDate(before, written, after)) return null;
  if (marginSign.test(before)) {
    if (/\d[^\n±]{0,20}$/.test(before.replace(marginSign, ''))) return null;
    values.length = 0;
  }
  if (rootSign.test(before) || constantSign.test(after)) values.length = 0;
  return {
    start: signed.start,
    end: index + written.length + length,
    values: values.filter(Number.isFinite),
    before: signed.currency || (/(?:^|[^\p{L}])(\p{Sc}|[A-Z]{2,3})\s?$/u.exec(before)?.[1] ?? ''),
    after: unitPattern.exec(rest)?.[1] ?? '',
  };
}

interface Sign {
  start: number;
  hasSign: boolean;
  isNegative: boolean;
  currency: string;
}

/** A minus belongs to a number that follows nothing: `3-5` is a range, `-$5` and `$-5` are debts. */
function signBefore(text: string, index: number): Sign {
  const [found = '', outer = '', money = '', inner = ''] =
    /([-−–﹣－+]?)(?:\\?(\p{Sc})\s?)?([-−–﹣－+]?)$/u.exec(
      text.slice(Math.max(0, index - 5), index),
    ) ?? [];
  const start = index - found.length;
  const said = wordSign.exec(text.slice(Math.max(0, start - 12), start))?.[0] ?? '';
  if (said !== '' && outer + inner === '') {
    return { start: start - said.length, hasSign: true, isNegative: true, currency: money };
  }
  const sign = outer || inner;
  const isSign =
    sign !== '' && !/[\p{L}\p{N})\]%]$/u.test(text.slice(Math.max(0, start - 2), start));
  const isSubtraction = sign !== '' && !isSign;
  return {
    start: isSubtraction ? index : start,
    hasSign: isSign,
    isNegative: isSign && sign !== '+',
    currency: money,
  };
}

/** “10 minus 5” is a subtraction. */
const wordSign =
  /(?<![\p{L}\p{N}]|[\p{L}\p{N}][ \u00a0])(?:minus|negative)\s$|(?<=\b(?:is|be|equals|of|to) )(?:minus|negative)\s$/iu;

/** `H2O` holds no number, but `EUR5` and `答案是5` do. */
function isWithinWord(before: string, hasSign: boolean): boolean {
  if (hasSign || !/[\p{L}\p{M}_]$/u.test(before)) return false;
  return !/(?:(?:^|[^\p{L}\p{N}_])(?:[A-Z]{3}|Rs|US|CA|AU)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])$/u.test(
    before,
  );
}

/** Of `2024-05-12` the year is a number, the rest is not. */
function isOfDate(before: string, written: string, after: string): boolean {
  if (!/^\d\d$/.test(written)) return false;
  return /(?<!\d)\d{4}-$/.test(before)
    ? /^-\d\d(?!\d)/.test(after)
    : /(?<!\d)\d{4}-\d\d-$/.test(before);
}

const marginSign = /(?:±|\\pm|\+\/-)\s?$/;
const rootSign = /(?:√|\\sqrt\{?)$/;
const constantSign = /^\s?(?:π|√|\\pi|\\sqrt)/;

/** Versions, addresses, dates with points, and the middle of a list without blanks. */
function isPartOfSeries(before: string, written: string, after: string): boolean {
  if (/\d[.]$/.test(before) || (/\d$/.test(before) && written.startsWith('.'))) return true;
  if (/^\d{1,3},\d{3},(?:\d{1,2}|\d{4,})$/.test(written)) return true;
  if (/\d,$/.test(before) && /[.,]/.test(written)) return true;
  return /^\.\d/.test(after) || (/[.,]/.test(written) && /^,\d/.test(after));
}

function magnitudesOf(groups: Record<string, string | undefined>, written: string): number[] {
  const {
    whole,
    vulgar: sign,
    mixed,
    over,
    under,
    digits,
    power,
    base,
    exponent: raisedTo,
  } = groups;
  const top = groups.top ?? groups.topDigit;
  const bottom = groups.bottom ?? groups.bottomDigit;
  if (top && bottom) return [Number(top) / Number(bottom)];
  if (base && raisedTo) return [Number(base) ** exponentOf(`10${raisedTo}`)];
  if (sign) return [Number(whole ?? 0) + vulgarValue(sign)];
  if (over && under) return [Number(mixed ?? 0) + Number(over) / Number(under)];
  const exponent = power ? exponentOf(power) : 0;
  return readingsOf(digits ?? written).map((reading) =>
    exponent === 0 ? Number(reading) : Number(`${reading}e${exponent}`),
  );
}

/** What digits with separators can mean, as JavaScript writes it. */
function readingsOf(digits: string): string[] {
  const bare = digits
    .replace(/\{,\}|\\,/g, ',')
    .replace('٫', '.')
    .replace('٬', ',');
  const [, head = '', point = '', tail = ''] = /^(.*?)(?:([.,])(\d*))?$/.exec(bare) ?? [];
  const isGrouped = new RegExp(`^(?:${grouped})$`).test(bare);
  const joined = bare.replace(/\D/g, '');
  const decimal = `${head.replace(/\D/g, '') || '0'}.${tail}`;
  if (!isGrouped) return [point ? decimal : joined];
  const separators = new Set(bare.replace(/\d/g, ''));
  const lastGroup = bare.slice(-3);
  // A list of numbers with blanks between them looks alike.
  if (separators.has(' ')) return [joined, lastGroup];
  const single = bare.length - joined.length === 1;
  if (!single) {
    // `1.250,375` has one separator of its own, and it is the decimal one.
    return separators.size > 1 && point && bare.indexOf(point) === bare.lastIndexOf(point)
      ? [decimal]
      : [joined];
  }
  if (separators.has('.')) return [decimal, joined];
  return separators.has(',') && /^0/.test(bare) ? [decimal] : [joined];
}

function exponentOf(power: string): number {
  const plain = power.replace(/[⁺⁻⁰¹²³⁴-⁹]/g, (sign) => raisedSigns[sign] ?? '');
  return Number(/(?:[eE]|10\^?\{?)\+?([-−]?\d+)/.exec(plain)?.[1]?.replace('−', '-') ?? 0);
}

const raisedSigns: Record<string, string> = Object.fromEntries(
  Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹', (sign, digit) => [sign, String(digit)]).concat([
    ['⁻', '-'],
    ['⁺', ''],
  ]),
);

function vulgarValue(sign: string): number {
  const [top, bottom] = sign.normalize('NFKC').split('⁄').map(Number);
  return (top ?? 0) / (bottom ?? 1);
}

/** `1.2 million` and `5k`. */
function multiplierIn(after: string): { multiplier: number; length: number } {
  const match =
    /^(?:\s((?:[hH]undred|[tT]housand|[mM]illion|[bB]illion|[tT]rillion))\b|\s?(mn|bn)\b|([kKM])(?![\p{L}\p{N}²³/]))/u.exec(
      after,
    );
  const word = match?.[3] ?? (match?.[1] ?? match?.[2] ?? '').toLowerCase();
  return { multiplier: multipliers[word] ?? 1, length: match?.[0].length ?? 0 };
}

const multipliers: Record<string, number> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  million: 1e6,
  mn: 1e6,
  billion: 1e9,
  bn: 1e9,
  trillion: 1e12,
};

const unitPattern =
  /^(?:\s|\\[,; ]|[*_`}$]|\\(?:text|mathrm)\{|-(?=\p{L}))*([%‰\p{Sc}]|\\%|°\s?[CFK]?|[\p{L}µμ]+(?:[/⁄][\p{L}]+)?[²³]?)/u;

/** The digits of other scripts as ours, one unit for one, so that places stay; those beyond the first plane stay. */
function withPlainDigits(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, (sign) => {
    if (sign.length > 1 || !/\p{Nd}/u.test(sign)) return sign;
    const code = sign.codePointAt(0) ?? 0;
    const row = code - (code % 16);
    // Rows of digits begin at 0 or at 6 of a row of sixteen.
    const first = /\p{Nd}/u.test(String.fromCodePoint(row)) ? row : row + 6;
    return String(code - first);
  });
}

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const belowHundred = `(?:(?:${tens.join('|')})(?:[ -](?:${units.slice(1, 10).join('|')}))?|${units.toReversed().join('|')})`;
const scales = 'hundred|thousand|million|billion|trillion';
const wordPattern = new RegExp(
  `(?<![\\p{L}\\p{N}-])(?:(?:minus|negative) )?(?:(?:an?|${belowHundred}) (?:${scales})|${belowHundred})` +
    `(?:[ -](?:${scales})|,? (?:and )?${belowHundred}(?= (?:${scales}))|,? and ${belowHundred}|(?<=${scales}),? ${belowHundred})*(?![\\p{L}\\p{N}-])`,
  'giu',
);

function valueOfWords(words: string): number {
  let sum = 0;
  let group = 0;
  for (const word of words.split(/[\s,-]+/)) {
    const scale = multipliers[word];
    if (word === 'a' || word === 'an') group = 1;
    else if (scale === 100) group *= scale;
    else if (scale) {
      sum += group * scale;
      group = 0;
    } else if (units.includes(word)) group += units.indexOf(word);
    else if (tens.includes(word)) group += (tens.indexOf(word) + 2) * 10;
  }
  return (/^(?:minus|negative)/.test(words) ? -1 : 1) * (sum + group);
}
