/** Expected answer, then answers that contain it, then answers that do not. */
export interface GradeCase {
  expected: string;
  right: string[];
  wrong: string[];
}

const words: GradeCase[] = [
  {
    expected: 'Paris',
    right: [
      'paris',
      'PARIS!',
      'It is Paris, of course.',
      '“Paris”',
      'Paris’s',
      'Pa\u00adris',
      'Ｐａｒｉｓ',
    ],
    wrong: ['', 'Lyon', 'Parisian', 'comparison', 'P a r i s'],
  },
  {
    expected: 'store credit',
    right: [
      'You get store credit.',
      'Store\n  credit',
      'store-credit',
      '**store** credit',
      'store, credit',
    ],
    wrong: ['credit store', 'store a credit', 'restore credit'],
  },
  { expected: "don't", right: ['I DON’T know'], wrong: ['dont', 'don'] },
  { expected: 'café', right: ['Café', 'cafe\u0301'], wrong: ['cafe'] },
  { expected: 'Zürich', right: ['ZÜRICH'], wrong: ['Zurich'] },
  { expected: 'Москва', right: ['Это москва.'], wrong: ['Московский'] },
  { expected: '東京', right: ['首都は東京です。', '東京', '東 京'], wrong: ['京東', '大阪'] },
  { expected: 'コーヒー', right: ['私はコーヒーが好き'], wrong: ['コピー'] },
  { expected: 'กรุงเทพ', right: ['คือกรุงเทพครับ'], wrong: ['เชียงใหม่'] },
  { expected: 'हिन्दी', right: ['यह हिन्दी है'], wrong: ['हिन्द'] },
  { expected: 'CO₂', right: ['CO2', 'It is CO₂.'], wrong: ['CO', 'CO22'] },
  { expected: 'Acme', right: ['Acme™ makes it'], wrong: ['Acmetm'] },
];

const choices: GradeCase[] = [
  {
    expected: 'Paris | City of Light',
    right: ['the city of light', 'paris'],
    wrong: ['City', 'Lyon'],
  },
  {
    expected: '42 & meters',
    right: ['42 meters', 'In meters: 42'],
    wrong: ['42', 'meters', '420 meters'],
  },
  {
    expected: 'Monday & 18:35 | Monday & 6:35 pm',
    right: ['18:35 on Monday', 'Monday, 6:35 PM'],
    wrong: ['18:35', 'Monday', '6:35 pm on Tuesday'],
  },
  { expected: 'a | ', right: ['a'], wrong: ['b', ''] },
  { expected: ' & a', right: [], wrong: ['b'] },
];

const numbers: GradeCase[] = [
  {
    expected: '12',
    right: ['12', '12.', 'It is 12, or so', '(12)', 'x=12', '12%', '$12', '12€'],
    wrong: ['112', '120', '12.5', '1.12', '-12', '0.12', '1,212', 'x12'],
  },
  {
    expected: '1250',
    right: [
      '1,250',
      '1250',
      '1’250',
      "1'250",
      '1\u202f250',
      '1\u00a0250',
      '1{,}250',
      '1\\,250',
      '1,250.',
    ],
    wrong: ['1,2500', '1, 250', '11,250', '1250.5', '250'],
  },
  { expected: '1,250', right: ['1250', '$1,250.'], wrong: ['1.250', '125'] },
  {
    expected: '1234567.89',
    right: ['1,234,567.89', '1234567.89'],
    wrong: ['1,234,567', '1234567.8'],
  },
  {
    expected: '1, 100, 25',
    right: ['1,100,25', '[1, 100, 25]', '1 100 25'],
    wrong: ['1100,25', '25, 100, 1'],
  },
  {
    expected: '3.14',
    right: ['3.14', 'about 3.14.', '=3.14', '3.14…'],
    wrong: ['3.141', '13.14', '3', '314', '3 14', '3. 14'],
  },
  { expected: '0.5', right: ['.5', '0.5', '(.5)'], wrong: ['5', '0.55', '1.5', '...5'] },
  {
    expected: '-5',
    right: ['-5', '−5', '–5', 'It is -5.', 'x=-5', '(-5)', '$-5$', '-$5'],
    wrong: ['5', '3-5', 'a-5', '- 5', '-50', '-5.5'],
  },
  { expected: '-5.20', right: ['-5.20', '-€5.20', '−5.20'], wrong: ['5.20', '-5.2'] },
  { expected: '5', right: ['5-year', '3-5', '5/10'], wrong: ['-5', '5.1', '1.2.5'] },
  {
    expected: '2026-06-19',
    right: ['2026-06-19', '2026–06–19', '2026/06/19'],
    wrong: ['2026-06-20'],
  },
  { expected: '10^2', right: ['10²', '10^2', '10 ^ 2'], wrong: ['102', '10 2'] },
  { expected: '102', right: ['102'], wrong: ['10²'] },
  { expected: '42', right: ['٤٢ is 42'], wrong: ['4²2'] },
];

const code: GradeCase[] = [
  {
    expected: 'list.append',
    right: ['Use `list.append(x)`', '**list.append**'],
    wrong: ['list.extend', 'list.appendleft'],
  },
  {
    expected: 'O(n log n)',
    right: ['O(n log n)', '$O(n \\log n)$', '`O(N LOG N)`'],
    wrong: ['O(n)', 'O(log n)'],
  },
  {
    expected: 'O(n^2)',
    right: ['O(n²)', 'O(n^2)', '$O(n^{2})$'],
    wrong: ['O(n)', 'O(n2)', 'O(n^3)'],
  },
  {
    expected: 'user_id',
    right: ['`user_id`', 'user\\_id', '_user_id_', '__user_id__'],
    wrong: ['user id', 'user_ids', 'id'],
  },
  {
    expected: '__init__',
    right: ['`__init__`', '__init__()'],
    wrong: ['__initialise__'],
  },
  {
    expected: 'SELECT *',
    right: ['`select * from t`', '**SELECT *** here', 'SELECT\n*'],
    wrong: ['SELECT id', 'select'],
  },
  { expected: 'C++', right: ['C++', '**C++**', 'c++.'], wrong: ['C', 'C#', 'C+'] },
  { expected: 'C#', right: ['C#', '`C#`'], wrong: ['C', 'C++'] },
  { expected: '50%', right: ['50%', '50 %', '50\\%', '**50%**'], wrong: ['50', '150%', '50.5%'] },
  {
    expected: 'x = 5',
    right: ['x=5', 'x = **5**', '$x = 5$'],
    wrong: ['x is 5', 'x == 5', 'x = 55'],
  },
  { expected: 'km/h', right: ['100 km/h', 'km / h'], wrong: ['km h', 'km'] },
  { expected: 'a || b', right: ['a||b'], wrong: ['a | b', 'a b'] },
  { expected: 'wc -l', right: ['`wc -l`', 'wc  -l file'], wrong: ['wc -c'] },
  { expected: '1/2', right: ['1/2', '1 / 2'], wrong: ['1 2', '1/3'] },
];

const signs: GradeCase[] = [
  {
    expected: '!==',
    right: ['!==', 'Use `!==`.', 'a!==b', '**!==**', '("!==")'],
    wrong: ['!=', '==', '===', '!===', 'not equal'],
  },
  { expected: '==', right: ['a == b', '`==`'], wrong: ['===', '!==', '= ='] },
  { expected: '`=>`', right: ['=>', '`=>`'], wrong: ['=', '>'] },
  { expected: '*', right: ['SELECT * FROM', '`*`'], wrong: ['**bold**', 'x'] },
  { expected: '&&', right: ['a && b', '`&&`'], wrong: ['a & b', 'and'] },
  { expected: '||', right: ['a || b'], wrong: ['a | b'] },
  { expected: '?.', right: ['a?.b'], wrong: ['a.b', 'what?'] },
  { expected: '🙂', right: ['sure 🙂!', '🙂🙂'], wrong: ['🙃', ':)'] },
  { expected: '∞', right: ['It is ∞.', '$∞$'], wrong: ['8'] },
  { expected: '$', right: ['the `$` sign', '$5'], wrong: ['€'] },
  { expected: '...', right: ['use ... here', '`...args`'], wrong: ['..', '. . .'] },
];

export const gradeCases = [...words, ...choices, ...numbers, ...code, ...signs];
