/** Whether two ways of writing a unit mean the same: `km` and `kilometres`, `€` and `EUR`. */
export function isSameUnit(one: string, other: string): boolean {
  return unitOf(one) === unitOf(other);
}

/** Whether a word is a unit that we know, and not just what is counted. */
export function isKnownUnit(word: string): boolean {
  return known.has(folded(word));
}

function unitOf(word: string): string {
  return known.get(folded(word)) ?? folded(word).replace(/s$/, '');
}

/** Case counts in few of them: `M` and `m`, `K` and `k` are left alone. */
function folded(word: string): string {
  return word
    .normalize('NFKC')
    .replaceAll(/[\s\\.]/g, '')
    .replace('μ', 'µ')
    .toLowerCase();
}

const known = new Map(
  [
    '% percent pct percentage percents prozent',
    '‰ permille',
    '€ eur euro euros',
    '$ usd us$ dollar dollars bucks',
    '£ gbp pound pounds sterling',
    '¥ jpy yen cny yuan',
    '₹ inr rupee rupees rs',
    'chf franc francs',
    'cent cents',
    'mg milligram milligrams',
    'g gram grams gramme grammes',
    'kg kilogram kilograms kilo kilos',
    't ton tons tonne tonnes',
    'lb lbs',
    'oz ounce ounces',
    'mm millimetre millimetres millimeter millimeters',
    'cm centimetre centimetres centimeter centimeters',
    'm metre metres meter meters',
    'km kilometre kilometres kilometer kilometers',
    'mile miles mi',
    'ft foot feet',
    'inch inches',
    'ml millilitre millilitres milliliter milliliters',
    'l litre litres liter liters',
    'ms millisecond milliseconds',
    's sec secs second seconds',
    'min mins minute minutes',
    'h hr hrs hour hours',
    'day days',
    'week weeks',
    'month months',
    'year years',
    'km/h kmh kph',
    'mph',
    'm/s',
    '°c celsius',
    '°f fahrenheit',
    'k kelvin',
    'degree degrees ° deg',
    'w watt watts',
    'kw kilowatt kilowatts',
    'kwh',
    'kb kilobyte kilobytes',
    'mb megabyte megabytes',
    'gb gigabyte gigabytes',
    'byte bytes',
    'bit bits',
  ].flatMap((line) => {
    const words = line.split(' ');
    return words.map((word): [string, string] => [word, words[0] ?? word]);
  }),
);
