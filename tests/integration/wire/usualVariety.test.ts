import { playWireCases } from '../../support/wireCases/playWireCases.ts';
import { usualVariety } from '../../support/wireCases/usualVariety.ts';

playWireCases('what breaks no rule on the wire', usualVariety);
