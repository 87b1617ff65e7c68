/** The share of replicas of which something holds, with Wilson's interval. */

import type { Interval } from "./interval";
import { normalQuantile } from "./normal";

const WILSON = "Wilson (1927)";

/** The share successes / n; of none nothing is known: NaN between 0 and 1. */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval {
  const [low, high] = n ? wilsonBounds(successes, n, level) : [0, 1];
  return { estimate: n ? successes / n : NaN, low, high, level, method: WILSON, n };
}

/** Those shares that a score test does not reject (Wilson 1927). */
export function wilsonBounds(successes: number, n: number, level = 0.95): [number, number] {
  if (n === 0) return [0, 1];
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const p = successes / n;
  const scale = 1 + z2 / n;
  const centre = (p + z2 / (2 * n)) / scale;
  const margin = Math.sqrt(z2 * ((p * (1 - p)) / n + z2 / (4 * n * n))) / scale;
  return [
    successes === 0 ? 0 : Math.max(centre - margin, 0),
    successes === n ? 1 : Math.min(centre + margin, 1),
  ];
}

/** The level that each of several intervals needs so that all hold at `level` (Dunn 1961). */
export function bonferroniLevel(level: number, statements: number): number {
  return 1 - (1 - level) / Math.max(statements, 1);
}

/** Several shares of n with Wilson's intervals that hold together. */
export function simultaneousShares(
  successes: readonly number[],
  n: readonly number[],
  level = 0.95,
): Interval[] {
  const count = successes.length;
  const each = bonferroniLevel(level, count);
  const words = count > 1 ? `${WILSON}, Bonferroni over ${count} shares (Dunn 1961)` : WILSON;
  return successes.map((k, place) => ({
    ...wilsonInterval(k, n[place]!, each),
    level,
    method: words,
  }));
}
