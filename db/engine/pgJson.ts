/** JSON without characters that PostgreSQL refuses, which would fail the whole statement. */
export function pgJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? inner.replaceAll('\0', '').toWellFormed() : inner,
  );
}
