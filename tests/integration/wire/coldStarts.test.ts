import { coldStarts } from '../../support/wireCases/coldStarts.ts';
import { playWireCases } from '../../support/wireCases/playWireCases.ts';

playWireCases('models that have to be loaded', coldStarts);
