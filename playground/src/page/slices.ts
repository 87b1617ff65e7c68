/** Long work on many things, a few milliseconds at a time, so that the page answers meanwhile. */

const SLICE = 8; // milliseconds

/** Ends in a task of its own, before which keys and pointer are answered. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * What `work` makes of each of `count` places.
 *
 * Ends with an AbortError once nobody waits for it any longer.
 */
export async function inSlices<T>(
  count: number,
  work: (place: number) => T,
  wanted: () => boolean,
): Promise<T[]> {
  const done: T[] = [];
  let started = performance.now();
  for (let place = 0; place < count; place++) {
    if (performance.now() - started > SLICE) {
      await nextTask();
      if (!wanted()) throw new DOMException("Nobody waits for this any longer.", "AbortError");
      started = performance.now();
    }
    done.push(work(place));
  }
  return done;
}
