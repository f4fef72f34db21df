/** How long a session may live. See docs/decisions/0030. */

/** A day: the longest that an operator can allow, and that local mode allows. */
export const MAX_SESSION_MINUTES = 24 * 60;

/** Which lengths there are to choose from when a session is created, in minutes. */
export interface SessionLengths {
  default: number;
  /** Those that the model form offers, the shortest first; only the default where there is no choice. */
  offered: number[];
}

/** Offered beside the default: eight hours and a day. */
const LONGER_MINUTES = [8 * 60, MAX_SESSION_MINUTES];

/** The default and every longer length within `max`, in minutes. */
export function sessionLengthsWithin(defaultMinutes: number, max: number): SessionLengths {
  const longer = LONGER_MINUTES.filter((minutes) => minutes > defaultMinutes && minutes <= max);
  return { default: defaultMinutes, offered: [defaultMinutes, ...longer] };
}

/** `90 min`, `1 hour`, `8 hours`. */
export function sessionLengthText(minutes: number): string {
  const hours = minutes / 60;
  if (!Number.isInteger(hours)) return `${minutes} min`;
  return hours === 1 ? '1 hour' : `${hours} hours`;
}
