const terms = {
  TTFT: 'Time to first token: how long until the first piece of the answer arrives',
  p50: '50th percentile, the median: half of the answers were at least this fast',
  p95: '95th percentile: 95 of 100 answers were at least this fast',
  p99: '99th percentile: 99 of 100 answers were at least this fast',
} as const;

/** An abbreviation that explains itself. */
export function Abbreviation({ name }: { name: keyof typeof terms }) {
  return <abbr title={terms[name]}>{name}</abbr>;
}
