import { playWireCases } from '../../support/wireCases/playWireCases.ts';
import {
  refusedForALimit,
  refusedForAnotherReason,
  refusedParameters,
} from '../../support/wireCases/refusals.ts';

playWireCases('what endpoints say when they refuse', [
  ...refusedParameters,
  ...refusedForALimit,
  ...refusedForAnotherReason,
]);
