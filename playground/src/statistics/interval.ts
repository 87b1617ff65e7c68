/** An interval: an estimate between two bounds, with what one must know to quote it. */

export type Numbers = ArrayLike<number>;

export interface Interval {
  readonly estimate: number; // NaN where there is nothing to compute it from
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly method: string;
  readonly n: number; // values behind the estimate
}

/** The interval with its bounds cut to what is possible, such as 0 and 1 of a share. */
export function bounded(interval: Interval, low = 0, high = 1): Interval {
  const ends: string[] = [];
  if (interval.low < low) ends.push(String(low));
  if (interval.high > high) ends.push(String(high));
  if (ends.length === 0) return interval;
  return {
    ...interval,
    low: Math.max(interval.low, low),
    high: Math.min(interval.high, high),
    method: `${interval.method}, cut at ${ends.join(" and ")}`,
  };
}

/** Those values that are numbers: a replica that diverged has none. */
export function finite(values: Numbers): Float64Array {
  return Float64Array.from(values).filter(Number.isFinite);
}
