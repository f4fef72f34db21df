import { counts, cuts } from '../../support/wireCases/counts.ts';
import { playWireCases } from '../../support/wireCases/playWireCases.ts';
import { thoughts } from '../../support/wireCases/thoughts.ts';

playWireCases('thoughts, and how they are counted', [...thoughts, ...counts, ...cuts]);
