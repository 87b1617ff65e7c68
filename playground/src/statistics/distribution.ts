/** One number of every replica, described: the mean with its interval, the spread, a histogram. */

import { bounded, finite, type Interval, type Numbers } from "./interval";
import { meanInterval, standardDeviation } from "./means";
import { quantileInterval, quantileOfOrdered } from "./quantiles";

export interface Distribution {
  readonly values: Float64Array; // of replicas that have one, ascending
  readonly mean: Interval;
  readonly quantiles: readonly [Interval, Interval, Interval]; // 5 %, 50 %, 95 %
  readonly standardDeviation: number;
  readonly missing: number;
}

/** Describe `values`, NaN where a replica has none; intervals of shares are cut to [0, 1]. */
export function distributionOf(values: Numbers, level = 0.95, share = false): Distribution {
  const present = finite(values).sort();
  const cut = share ? bounded : (interval: Interval) => interval;
  const at = (p: number): Interval => cut(quantileInterval(present, p, level));
  return {
    values: present,
    mean: cut(meanInterval(present, level)),
    quantiles: [at(0.05), at(0.5), at(0.95)],
    standardDeviation: standardDeviation(present),
    missing: values.length - present.length,
  };
}

/** The range of values to draw: all but the lowest half percent, and every mark. */
export function limitsOf(rows: readonly Distribution[], marks: Numbers = []): [number, number] {
  const known = rows.map((row) => row.values).filter((values) => values.length > 0);
  const given = Array.from(marks);
  const lows = [...known.map((v) => quantileOfOrdered(v, v.length, 0.005)), ...given];
  const highs = [...known.map((v) => v[v.length - 1]!), ...given];
  const low = lows.length ? Math.min(...lows) : 0;
  const high = highs.length ? Math.max(...highs) : 1;
  const edge = Math.max(0.04 * (high - low), 0.005);
  return [low - edge, high + edge];
}

/**
 * Edges of bars about a sixtieth of the range, a whole number of steps wide: a step is the least
 * difference two values can have, so that no bar gathers more possible values than another.
 */
export function barEdges(low: number, high: number, step = 0, most = 60): number[] {
  let width = (high - low) / most;
  let first = low;
  if (step > 0) {
    width = step * Math.max(1, Math.round(width / step));
    first = (Math.floor(low / step) - 0.5) * step;
  }
  const count = Math.ceil((high + width - first) / width - 1e-9);
  return Array.from({ length: count }, (_, k) => first + k * width);
}

/** How many values lie in each bar; the last one includes its upper edge. */
export function histogram(values: Numbers, edges: readonly number[]): Int32Array {
  const counts = new Int32Array(Math.max(edges.length - 1, 0));
  const first = edges[0] ?? 0;
  const last = edges[edges.length - 1] ?? 0;
  const width = (last - first) / counts.length;
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    if (!(value >= first && value <= last)) continue;
    let bar = Math.min(Math.floor((value - first) / width), counts.length - 1);
    // Division may be off by a rounding at an edge.
    if (value < edges[bar]!) bar--;
    else if (bar + 1 < counts.length && value >= edges[bar + 1]!) bar++;
    counts[bar]!++;
  }
  return counts;
}
