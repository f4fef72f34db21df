import { DomainError } from '../../contract/domainError.ts';
import type { Connection } from './connectionStore.ts';

/**
 * Runs and chat call only an endpoint that has answered once.
 * @throws DomainError `connection_untested`
 */
export function assertTested({ connectionTested }: Pick<Connection, 'connectionTested'>): void {
  if (connectionTested) return;
  throw new DomainError(
    'connection_untested',
    'Test the connection first: the endpoint has to have answered once.',
  );
}
