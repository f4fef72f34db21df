import { events } from '../../support/wireCases/events.ts';
import { finishReasons } from '../../support/wireCases/finishReasons.ts';
import { playWireCases } from '../../support/wireCases/playWireCases.ts';

playWireCases('events, and the words that end them', [...events, ...finishReasons]);
