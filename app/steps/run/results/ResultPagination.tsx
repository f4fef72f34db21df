import { ButtonLink } from '../../../ui/Button.tsx';
import { PAGE_SIZE, type ResultQuery, resultHref } from '../resultQuery.ts';

/** Leads through the pages of a long table; nothing where one page holds all. */
export function ResultPagination({ query, total }: { query: ResultQuery; total: number }) {
  const pages = Math.ceil(total / PAGE_SIZE);
  if (pages <= 1) return null;
  const to = (page: number) => resultHref(query, { page });
  return (
    <nav aria-label="Pages of results" className="mt-4 flex items-center justify-between gap-3">
      <span className="flex-1">
        {query.page > 1 && <ButtonLink to={to(query.page - 1)}>Previous</ButtonLink>}
      </span>
      <span className="figures text-sm text-muted">
        page {query.page} of {pages}
      </span>
      <span className="flex flex-1 justify-end">
        {query.page < pages && <ButtonLink to={to(query.page + 1)}>Next</ButtonLink>}
      </span>
    </nav>
  );
}
