import { expect, it } from 'vitest';
import { sessionLengthsWithin, sessionLengthText } from '../../../contract/sessionLength.ts';

it.each([
  [60, 1_440, [60, 480, 1_440]],
  [60, 480, [60, 480]],
  [60, 60, [60]],
  [600, 1_440, [600, 1_440]],
  [1_440, 1_440, [1_440]],
])('of %i minutes and at most %i, there are %j to choose from', (usual, most, offered) => {
  expect(sessionLengthsWithin(usual, most)).toEqual({ default: usual, offered });
});

it.each([
  [90, '90 min'],
  [60, '1 hour'],
  [1_440, '24 hours'],
])('%i minutes are told as %s', (minutes, text) => {
  expect(sessionLengthText(minutes)).toBe(text);
});
