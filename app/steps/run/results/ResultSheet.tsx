import { useNavigate } from '@remix-run/react';
import { useRef } from 'react';
import type { RunResult } from '../../../lib/api.ts';
import { LazyPart } from '../../../lib/LazyPart.tsx';
import { useGivesWayToFocus } from '../../../lib/useGivesWayToFocus.ts';
import { openedResult } from '../../result/openedResult.ts';
import type { ResultWays } from './resultWays.ts';
import { useOpenedFocus } from './useOpenedFocus.ts';
import { SHEET_ID } from './useResultKeys.ts';

/**
 * The place of the opened result: beside the table on a wide screen, where it always has one, over the table on others.
 * What is behind stays in use: this is no dialog.
 */
export function ResultSheet({
  result,
  isOver,
  ways,
  total,
}: {
  /** Null where none is opened. */
  result: RunResult | null;
  isOver: boolean;
  ways: ResultWays;
  total: number;
}) {
  const sheet = useRef<HTMLElement>(null);
  const navigate = useNavigate();
  useGivesWayToFocus(sheet, () => navigate(ways.close, { preventScrollReset: true }));
  useOpenedFocus(sheet, result?.id ?? null);
  if (!result) {
    return (
      <aside
        aria-label="Opened result"
        className="sticky top-4 hidden rounded-lg border border-dashed border-edge p-6 text-center text-[0.9375rem] text-muted desk:block"
      >
        <p>Choose a row to read its answer.</p>
        <p className="mt-2">
          <kbd className="figures">j</kbd> next, <kbd className="figures">k</kbd> previous,{' '}
          <kbd className="figures">Enter</kbd> opens
        </p>
      </aside>
    );
  }
  return (
    <aside
      ref={sheet}
      id={SHEET_ID}
      tabIndex={-1}
      aria-label="Opened result"
      className={
        'fixed inset-y-0 right-0 z-20 w-full overflow-y-auto overscroll-contain bg-surface md:w-[36rem] ' +
        'md:border-l md:border-edge md:shadow-xl desk:sticky desk:top-4 desk:z-0 ' +
        'desk:max-h-[calc(100svh-6.5rem)] desk:w-auto desk:rounded-lg desk:border desk:border-rule desk:shadow-none'
      }
    >
      <LazyPart
        component={openedResult}
        props={{
          result,
          isOver,
          closeHref: ways.close,
          previousHref: ways.previous,
          nextHref: ways.next,
          position: ways.position,
          total,
        }}
      />
    </aside>
  );
}
