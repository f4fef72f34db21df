/**
 * Says why a value is no JSON of bearable size, or null where it is. It looks at no more than `maxLength` characters
 * of it, and however deep it is, the stack stays flat.
 */
export function jsonSizeProblem(
  value: unknown,
  { maxLength, maxDepth }: { maxLength: number; maxDepth: number },
): string | null {
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let length = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    length += ownLength(next.value);
    if (length > maxLength) {
      return `is longer than ${maxLength.toLocaleString('en-US')} characters`;
    }
    if (typeof next.value === 'string' && !isStorable(next.value)) {
      return 'must not contain NUL or broken characters';
    }
    if (typeof next.value !== 'object' || next.value === null) continue;
    const depth = next.depth + 1;
    if (depth > maxDepth) return `is nested deeper than ${maxDepth} levels`;
    for (const [key, below] of Object.entries(next.value)) {
      length += key.length + 3;
      if (length > maxLength) break;
      if (!isStorable(key)) return 'must not contain NUL or broken characters';
      pending.push({ value: below, depth });
    }
  }
  return null;
}

/** About what it takes as JSON, without what it holds. */
function ownLength(value: unknown): number {
  return typeof value === 'string'
    ? value.length + 3
    : String(typeof value === 'object' ? '{},' : value).length + 1;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
