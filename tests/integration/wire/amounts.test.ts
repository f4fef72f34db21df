import { amounts, silences } from '../../support/wireCases/amounts.ts';
import { playWireCases } from '../../support/wireCases/playWireCases.ts';

playWireCases('how much is sent, and how it is packed', amounts);
playWireCases('how long nothing is sent', silences, {
  DEMO_FIRST_BYTE_TIMEOUT_MS: '3000',
  DEMO_IDLE_TIMEOUT_MS: '1000',
});
