import { Form, Link, useSubmit } from '@remix-run/react';
import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import {
  resultFilterDefinitions,
  resultFilters,
  resultSortingDefinitions,
  resultSortings,
} from '../../../contract/results.ts';
import { suitePromptLabels } from '../../../contract/suites.ts';
import type { CategoryCount } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { Button } from '../../ui/Button.tsx';
import { controlClass } from '../../ui/Field.tsx';
import { type ResultQuery, resultHref } from './resultQuery.ts';

const TYPING_PAUSE_MS = 300;

/** Narrows the results. A plain form: with scripts it sends itself while one types. */
export function ResultFilterForm({
  query,
  categories,
  total,
  isLive = false,
}: {
  query: ResultQuery;
  categories: CategoryCount[];
  total: number;
  /** Results still come: they are shown in the order in which they do. */
  isLive?: boolean;
}) {
  const submit = useSubmit();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const submitAfter = (form: HTMLFormElement | null, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => submit(form, { replace: true, preventScrollReset: true }),
      afterMs,
    );
  };
  // An address may spell a category in other letters, or name one that this run has not.
  const selectedCategory = categories.find(
    ({ category }) => category.toLowerCase() === query.category.toLowerCase(),
  ) ?? { category: query.category, count: 0 };
  const categoryOptions =
    selectedCategory.category === '' || categories.includes(selectedCategory)
      ? categories
      : [...categories, selectedCategory];
  const isFiltered = query.search !== '' || query.filter !== 'all' || query.category !== '';
  return (
    <Form
      method="get"
      role="search"
      aria-label="Results"
      replace
      preventScrollReset
      className="mb-4 flex flex-wrap items-end gap-3"
    >
      <input type="hidden" name="run" value={query.run} />
      <label className="min-w-48 flex-1 text-sm font-medium sm:max-w-xs">
        Search prompts and answers
        <input
          key={isFiltered ? 'narrowed' : 'all'}
          type="search"
          name="search"
          defaultValue={query.search}
          onChange={(event) => submitAfter(event.target.form, TYPING_PAUSE_MS)}
          className={`${controlClass} mt-1.5 font-normal`}
        />
      </label>
      <label className="text-sm font-medium">
        Show
        <select
          key={query.filter}
          name="filter"
          defaultValue={query.filter}
          onChange={(event) => submitAfter(event.target.form, 0)}
          className={`${controlClass} mt-1.5 font-normal`}
        >
          {resultFilters.map((filter) => (
            <option key={filter} value={filter}>
              {resultFilterDefinitions[filter].label}
            </option>
          ))}
        </select>
      </label>
      {(categories.length > 1 || query.category !== '') && (
        <label className="text-sm font-medium">
          {suitePromptLabels.category}
          <select
            key={query.category}
            name="category"
            defaultValue={selectedCategory.category}
            onChange={(event) => submitAfter(event.target.form, 0)}
            className={`${controlClass} mt-1.5 font-normal`}
          >
            <option value="">All categories</option>
            {categoryOptions.map(({ category, count }) => (
              <option key={category} value={category}>
                {category} ({count})
              </option>
            ))}
          </select>
        </label>
      )}
      {!isLive && (
        <label className="text-sm font-medium md:sr-only">
          Sort by
          <select
            key={query.sort}
            name="sort"
            defaultValue={query.sort}
            onChange={(event) => submitAfter(event.target.form, 0)}
            className={`${controlClass} mt-1.5 font-normal`}
          >
            {resultSortings.map((key) => (
              <option key={key} value={key}>
                {resultSortingDefinitions[key].label}
              </option>
            ))}
          </select>
        </label>
      )}
      <input type="hidden" name="direction" value={query.direction} />
      <Button type="submit">
        <Search aria-hidden className="size-4" />
        Search
      </Button>
      <p className="ml-auto py-2.5 text-sm text-muted">
        {/* A count that changes with each result would be read out each time. */}
        <span role={isLive ? undefined : 'status'}>
          <span className="figures">{plural(total, 'result')}</span>
        </span>
        {isFiltered && (
          <>
            {' · '}
            <Link
              to={resultHref(query, { search: '', filter: 'all', category: '' })}
              replace
              preventScrollReset
              className="link"
            >
              Show all
            </Link>
          </>
        )}
      </p>
    </Form>
  );
}
