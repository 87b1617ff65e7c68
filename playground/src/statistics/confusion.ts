/** Confusion over replicas: counts, shares of each true class, recall, the worst class. */

import { bounded, type Interval, type Numbers } from "./interval";
import { normalQuantile } from "./normal";
import { wilsonInterval } from "./shares";
import { simultaneousMeans } from "./simultaneous";
import { studentQuantile } from "./student";

export interface Confusion {
  readonly size: number; // classes
  readonly meanCounts: Float64Array; // (true, predicted), of one replica on average
  readonly shares: readonly Interval[]; // (true, predicted), of the rows of the true class
  readonly recall: readonly Interval[]; // mean over replicas; hold for all classes at once
  readonly worst: readonly Interval[]; // share of replicas in which the class is the worst
  readonly n: number;
  readonly diverged: number;
}

/** A share of counts of replicas: sums that make up an estimate and its error. */
interface Sums {
  n: number; // replicas whose whole is not zero
  part: number;
  whole: number;
  partPart: number;
  partWhole: number;
  wholeWhole: number;
}

const POOLED = "ratio of means (Cochran 1977)";

/** Describe confusion matrices: counts (replicas, true, predicted) of test rows. */
export function confusionOf(
  counts: Numbers,
  size: number,
  diverged: readonly boolean[],
  level = 0.95,
): Confusion {
  const kept = [...diverged.keys()].filter((k) => !diverged[k]);
  const n = kept.length;
  const recall = recallsOf(counts, size, kept);
  const worst = worstCounts(recall, size);
  return {
    size,
    meanCounts: meanCounts(counts, size, kept),
    shares: Array.from({ length: size }, (_, true_) => sumsOf(counts, size, kept, true_))
      .flat()
      .map((sums) => pooledShare(sums, level)),
    recall: simultaneousMeans(recall, size, level).map((mean) => bounded(mean)),
    worst: Array.from(worst, (k) => wilsonInterval(Math.min(k, n), n, level)),
    n,
    diverged: diverged.length - n,
  };
}

/** Recall of each class in each replica of `kept`: (kept, classes); NaN without rows. */
export function recallsOf(counts: Numbers, size: number, kept: readonly number[]): Float64Array {
  const recall = new Float64Array(kept.length * size);
  kept.forEach((k, row) => {
    for (let c = 0; c < size; c++) {
      const start = (k * size + c) * size;
      recall[row * size + c] = counts[start + c]! / rowTotal(counts, start, size);
    }
  });
  return recall;
}

/** In how many replicas each class has the lowest recall; those that tie share the replica. */
export function worstCounts(recall: Float64Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (let start = 0; start < recall.length; start += size) {
    const row = [...recall.subarray(start, start + size)];
    const lowest = Math.min(...row.filter(Number.isFinite));
    const last = row.filter((value) => value === lowest).length;
    row.forEach((value, c) => {
      if (value === lowest) counts[c]! += 1 / last;
    });
  }
  return counts;
}

/**
 * The share sum(parts) / sum(wholes) over replicas. With e = part - R whole its standard error is
 * sqrt(n / (n - 1) sum(e²)) / sum(wholes) (Cochran 1977, section 2.11), the bounds Student's.
 * Where all or none have the share in full, the other bound is Wilson's for a share of replicas.
 */
export function pooledShare(sums: Sums, level = 0.95): Interval {
  const { n, part, whole } = sums;
  const about = { level, method: POOLED, n };
  if (n === 0) return { estimate: NaN, low: 0, high: 1, ...about };
  const share = part / whole;
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const spread = sums.partPart - 2 * share * sums.partWhole + share * share * sums.wholeWhole;
  const error = Math.sqrt((n / (n - 1)) * Math.max(spread, 0)) / whole;
  let margin = n > 1 ? studentQuantile(n - 1, (1 + level) / 2) * error : NaN;
  if (share === 0 || share === 1) margin = Math.max(margin, z2 / (n + z2));
  return {
    estimate: share,
    low: Math.min(Math.max(share - margin, 0), 1),
    high: Math.min(Math.max(share + margin, 0), 1),
    ...about,
  };
}

/** Sums of each cell of a true class's row, over the replicas that are kept. */
function sumsOf(counts: Numbers, size: number, kept: readonly number[], true_: number): Sums[] {
  const none = { n: 0, part: 0, whole: 0, partPart: 0, partWhole: 0, wholeWhole: 0 };
  const row = Array.from({ length: size }, () => ({ ...none }));
  for (const k of kept) {
    const start = (k * size + true_) * size;
    const whole = rowTotal(counts, start, size);
    row.forEach((sums, predicted) => {
      const part = counts[start + predicted]!;
      if (whole > 0) sums.n++;
      sums.part += part;
      sums.whole += whole;
      sums.partPart += part * part;
      sums.partWhole += part * whole;
      sums.wholeWhole += whole * whole;
    });
  }
  return row;
}

function meanCounts(counts: Numbers, size: number, kept: readonly number[]): Float64Array {
  const means = new Float64Array(size * size);
  for (const k of kept) {
    for (let cell = 0; cell < means.length; cell++) means[cell]! += counts[k * size * size + cell]!;
  }
  return means.map((sum) => sum / kept.length);
}

function rowTotal(counts: Numbers, start: number, size: number): number {
  let total = 0;
  for (let c = 0; c < size; c++) total += counts[start + c]!;
  return total;
}
