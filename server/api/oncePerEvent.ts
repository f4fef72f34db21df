/**
 * Work that is done once for all who watch the same thing (docs/decisions/0016). The feed of a run
 * hands one and the same object to all of its watchers. Whatever is made of it on its way out, first
 * the view that the API shows and then the bytes, is made for that object once and is again one object
 * for all.
 *
 * What is shared is known by the identity of the object, and by nothing else. Whoever copies an event on
 * the way (a spread, another parse, a `map`) makes the server work for each watcher alone: every byte
 * stays right, at a thousand times the price. `tests/integration/watchers.test.ts` fails when that happens.
 */

/**
 * Remembers what `make` made of an event, for as long as somebody holds the event. `id` is for an event
 * that goes out under several; what was made under the last one is kept.
 */
export function oncePerEvent<Event extends object, Made>(
  make: (event: Event, id: string) => Made,
): (event: Event, id?: string) => Made {
  const known = new WeakMap<Event, { id: string; made: Made }>();
  return (event, id = '') => {
    const before = known.get(event);
    if (before?.id === id) return before.made;
    const made = make(event, id);
    known.set(event, { id, made });
    return made;
  };
}
