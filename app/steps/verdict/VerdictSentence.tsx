import { Link } from '@remix-run/react';
import type { SentencePart } from '../../../contract/verdictSentence.ts';
import { pairsHref, type VerdictQuery } from './verdictQuery.ts';

/** The verdict in words. Each of its figures leads to the pairs that it counts. */
export function VerdictSentence({
  parts,
  query,
}: {
  parts: SentencePart[];
  /** Null while there is no list to lead to. */
  query: VerdictQuery | null;
}) {
  return (
    <p className="max-w-[54ch] text-xl leading-snug wrap-anywhere sm:text-2xl sm:leading-snug">
      {parts.map(({ text, pairs }, index) =>
        pairs && query ? (
          <Link
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence stay in their order
            key={index}
            to={pairsHref(query, { show: pairs.states, category: pairs.category ?? '' })}
            className="link"
          >
            {text}
          </Link>
        ) : (
          text
        ),
      )}
    </p>
  );
}
