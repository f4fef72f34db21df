import { endings } from '../../support/wireCases/endings.ts';
import { playWireCases } from '../../support/wireCases/playWireCases.ts';

playWireCases('how bodies and connections end', endings);
