import { expect, it } from 'vitest';
import { createAdaptationTrials } from '../../../../../server/endpoint/protocol/adaptationTrials.ts';

const part = (feature: string, isTrial: boolean) => ({
  feature,
  isTrial,
  adaptation: { change: `${feature} omitted`, said: 'no' },
});

it('what is clearly refused is left out for good', () => {
  const trials = createAdaptationTrials({ seed: part('seed', false).adaptation });
  expect(trials.refused([part('temperature', false)], 'no')?.feature).toBe('temperature');
  expect(Object.keys(trials.adaptations)).toEqual(['seed', 'temperature']);
  expect(trials.confirmed()).toEqual([]);
});

it('what is only named is confirmed once the request is taken', () => {
  const trials = createAdaptationTrials({});
  trials.refused([part('temperature', true)], 'no');
  expect(Object.keys(trials.adaptations)).toEqual(['temperature']);
  expect(trials.confirmed().map(({ feature }) => feature)).toEqual(['temperature']);
});

it('is asked for again where leaving it out changed nothing, and the next is tried', () => {
  const trials = createAdaptationTrials({});
  const possible = [part('temperature', true), part('seed', true)];
  trials.refused(possible, 'no');
  expect(trials.refused(possible, 'no')?.feature).toBe('seed');
  expect(Object.keys(trials.adaptations)).toEqual(['seed']);
  expect(trials.refused(possible, 'no')).toBeUndefined();
  expect(trials.adaptations).toEqual({});
});

it('stays left out where the next refusal is about another part', () => {
  const trials = createAdaptationTrials({});
  trials.refused([part('temperature', true)], 'no temperature');
  trials.refused([part('seed', true)], 'no seed');
  expect(Object.keys(trials.adaptations)).toEqual(['temperature', 'seed']);
});

it('nothing is left out twice', () => {
  const trials = createAdaptationTrials({});
  expect(trials.refused([part('stream', false)], 'no')).toBeDefined();
  expect(trials.refused([part('stream', false)], 'no')).toBeUndefined();
});
