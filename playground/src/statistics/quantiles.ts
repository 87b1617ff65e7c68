/** Quantiles over replicas, interpolated linearly between order statistics, as NumPy does. */

import { finite, type Interval, type Numbers } from "./interval";

/** The median with the bands that hold 50 % and 90 % of replicas. */
export const BANDS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

const ORDER = "order statistics (David and Nagaraja 2003, section 7.1)";

/** A quantile of the first n of `ordered`, which ascend (Hyndman and Fan 1996, definition 7). */
export function quantileOfOrdered(ordered: Numbers, n: number, probability: number): number {
  if (n === 0) return NaN;
  const place = probability * (n - 1);
  const below = Math.floor(place);
  const part = place - below;
  const low = ordered[below]!;
  const high = ordered[Math.min(below + 1, n - 1)]!;
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

/** A quantile between two order statistics that cover it with at least probability `level`. */
export function quantileInterval(values: Numbers, probability: number, level = 0.95): Interval {
  const ordered = finite(values).sort();
  const n = ordered.length;
  const about = { level, method: ORDER, n };
  if (n === 0) return { estimate: NaN, low: NaN, high: NaN, ...about };
  const tail = (1 - level) / 2;
  const atMost = binomialCumulative(n, probability);
  const below = atMost.findIndex((chance) => chance > tail); // ranks with P(fewer) <= tail
  const reached = atMost.findIndex((chance) => chance >= 1 - tail);
  const above = (reached < 0 ? n : reached) + 1;
  return {
    estimate: quantileOfOrdered(ordered, n, probability),
    low: below === 0 ? -Infinity : ordered[(below < 0 ? n : below) - 1]!,
    high: above <= n ? ordered[above - 1]! : Infinity,
    ...about,
  };
}

/** P(at most k of n), k from 0 to n - 1, where each happens with probability p. */
function binomialCumulative(n: number, p: number): Float64Array {
  const chances = new Float64Array(n);
  let logChoose = 0;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += p > 0 ? Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log1p(-p)) : Number(k < 1);
    chances[k] = sum;
    logChoose += Math.log(n - k) - Math.log(k + 1);
  }
  return chances;
}
