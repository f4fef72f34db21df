import { expect, it } from 'vitest';
import { parseExpectedAnswer } from '../../../contract/expectedAnswer.ts';

it.each([
  ['Paris', [['Paris']]],
  ['Paris | City of Light', [['Paris'], ['City of Light']]],
  ['42 & meters', [['42', 'meters']]],
  ['a & b | c', [['a', 'b'], ['c']]],
  ['  a  &  b  ', [['a', 'b']]],
  ['a|b', [['a|b']]],
  ['R&D', [['R&D']]],
  ['a | ', [['a'], ['']]],
  ['', [['']]],
])('%j is taken apart', (text, alternatives) => {
  expect(parseExpectedAnswer(text)).toEqual(alternatives);
});
