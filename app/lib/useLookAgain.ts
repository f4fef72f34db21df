import { useNavigation, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { problemOf } from '../../sdk/problemOf.ts';
import { byomClient } from './byomClient.ts';

const LOOK_EVERY_MS = 2_000;

/**
 * Loads the page's data again and again while something goes on. While nobody answers, such as when the server is
 * restarted, the page stays as it is.
 */
export function useLookAgain(goesOn: boolean): void {
  const { state } = useNavigation();
  const { revalidate } = useRevalidator();
  const isFollowed = goesOn && state === 'idle';
  useEffect(() => {
    if (!isFollowed) return;
    let isLooking = true;
    const look = async () => {
      if ((await isServed()) && isLooking) revalidate();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => {
      isLooking = false;
      clearInterval(timer);
    };
  }, [isFollowed, revalidate]);
}

/** A page that is loaded while nobody answers gives way to an error, so that this is asked first. */
async function isServed(): Promise<boolean> {
  try {
    await (await byomClient()).session.current.query();
    return true;
  } catch (error) {
    const problem = problemOf(error);
    // The page says what became of the session.
    return problem !== null && problem.status < 500;
  }
}
