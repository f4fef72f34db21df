import { useLocation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { STEP_HEADING_ID } from '../../shell/StepHeading.tsx';

/**
 * Puts the focus where the address points, or on the step's heading, when what had it is gone: the button of a role
 * that was given, a form that was saved, a card that was removed.
 */
export function useFocusAfterAction(): void {
  const { key, hash } = useLocation();
  const shown = useRef(key);
  useEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    if (document.activeElement !== document.body) return;
    document.getElementById(hash.slice(1) || STEP_HEADING_ID)?.focus({ preventScroll: true });
  }, [key, hash]);
}
