import { DomainError } from '../../contract/domainError.ts';
import type { Connection } from './connectionStore.ts';

/**
 * For whatever calls a model on somebody's behalf: the endpoint must have answered once.
 * @throws DomainError `connection_untested`
 */
export function assertTested({ connectionTested }: Pick<Connection, 'connectionTested'>): void {
  if (connectionTested) return;
  throw new DomainError(
    'connection_untested',
    'Test the connection first: the endpoint has to have answered once.',
  );
}
