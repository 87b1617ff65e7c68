/** The mean of independent replicas with Student's t interval. */

import { finite, type Interval, type Numbers } from "./interval";
import { studentQuantile } from "./student";

const STUDENT = "Student's t (1908)";

/** Mean of those values that are numbers: mean -+ t(n - 1, (1 + level) / 2) s / sqrt(n). */
export function meanInterval(values: Numbers, level = 0.95): Interval {
  const numbers = finite(values);
  const n = numbers.length;
  const mean = n ? meanOf(numbers) : NaN;
  const spread = standardDeviation(numbers);
  const margin = n > 1 ? (studentQuantile(n - 1, (1 + level) / 2) * spread) / Math.sqrt(n) : NaN;
  return { estimate: mean, low: mean - margin, high: mean + margin, level, method: STUDENT, n };
}

/** The mean; NaN of nothing. */
export function meanOf(values: Numbers): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
}

/** The standard deviation with n - 1 below; NaN of fewer than two. */
export function standardDeviation(values: Numbers): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k]! - mean) ** 2;
  return values.length > 1 ? Math.sqrt(sum / (values.length - 1)) : NaN;
}
