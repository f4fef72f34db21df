import { Form, Link, useSubmit } from '@remix-run/react';
import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { plural } from '../../../lib/format.ts';
import { Button } from '../../../ui/Button.tsx';
import { controlClass } from '../../../ui/Field.tsx';
import { reportPath } from '../../report/reportPath.ts';
import { type ResultQuery, resultHref } from '../resultQuery.ts';

const TYPING_PAUSE_MS = 300;

/** Searches the results. A plain form: with scripts it sends itself while one types. */
export function ResultSearch({
  query,
  total,
  isLive = false,
}: {
  query: ResultQuery;
  total: number;
  isLive?: boolean;
}) {
  const submit = useSubmit();
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(new Set<string>());
  const before = useRef(query.search);
  useEffect(() => {
    // What was typed before the page had its scripts stays.
    if (before.current === query.search) return;
    before.current = query.search;
    // What was sent from here comes back while more is typed; the way back leads to what was not.
    if (!field.current || sent.current.has(query.search)) return;
    sent.current.clear();
    field.current.value = query.search;
  }, [query.search]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const submitLater = (form: HTMLFormElement | null) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      sent.current.add(field.current?.value ?? '');
      // Each letter would be a step back.
      submit(form, { replace: true, preventScrollReset: true });
    }, TYPING_PAUSE_MS);
  };
  const isNarrowed = query.search !== '' || query.filter !== 'all' || query.category !== '';
  const kept = {
    run: query.run,
    sort: query.sort === 'promptIndex' ? '' : query.sort,
    direction: query.direction === 'asc' ? '' : query.direction,
    filter: query.filter === 'all' ? '' : query.filter,
    category: query.category,
  };
  return (
    <Form
      method="get"
      role="search"
      aria-label="Results"
      preventScrollReset
      className="flex flex-wrap items-center gap-x-3 gap-y-2"
    >
      {Object.entries(kept).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <input
        ref={field}
        type="search"
        name="search"
        aria-label="Search prompts and answers"
        placeholder="Search prompts and answers"
        defaultValue={query.search}
        onChange={(event) => submitLater(event.target.form)}
        className={`${controlClass} min-w-40 flex-1 sm:max-w-sm`}
      />
      <Button type="submit">
        <Search aria-hidden className="size-4" />
        Search
      </Button>
      <p className="ml-auto text-sm text-muted">
        {/* A count that changes with each result would be read out each time. */}
        <span role={isLive ? undefined : 'status'}>
          <span className="figures">{plural(total, 'result')}</span>
        </span>
        {isNarrowed && (
          <>
            {' · '}
            <Link
              to={resultHref(query, { search: '', filter: 'all', category: '' })}
              preventScrollReset
              className="link"
            >
              Show all
            </Link>
          </>
        )}
        {!isLive && (
          <>
            {' · '}
            <Link to={reportPath(query.run)} className="link">
              Print
            </Link>
          </>
        )}
      </p>
    </Form>
  );
}
