/** Intervals of several means that all hold at once: Student's t at one common level (max-t). */

import { lattice } from "./lattice";
import { finite, type Interval, type Numbers } from "./interval";
import { meanOf, standardDeviation } from "./means";
import { normalLevel, normalQuantile } from "./normal";
import { bonferroniLevel } from "./shares";
import { studentQuantile } from "./student";

const DRAWS = 4096;

/**
 * The mean of each column of a table (rows, columns), NaN where a cell has no value. Each interval
 * is Student's at one level, chosen so that all hold at `level` (Hothorn, Bretz and Westfall 2008):
 * that of the `level` quantile of the largest of normals with the columns' correlations. The
 * library draws them at random, here they are evenly spread: bounds agree to a hundredth of their
 * width.
 */
export function simultaneousMeans(table: Numbers, columns: number, level = 0.95): Interval[] {
  const values = Array.from({ length: columns }, (_, c) => columnOf(table, columns, c));
  const each = commonLevel(correlationsOf(values), level);
  const method =
    columns > 1 ? `, max-t over ${columns} means (Hothorn, Bretz and Westfall 2008)` : "";
  return values.map((column) => {
    const present = finite(column);
    const n = present.length;
    const mean = n ? meanOf(present) : NaN;
    const quantile = n > 1 ? studentQuantile(n - 1, (1 + each) / 2) : NaN;
    const margin = (quantile * standardDeviation(present)) / Math.sqrt(n);
    const about = { level, method: `Student's t (1908)${method}`, n };
    return { estimate: mean, low: mean - margin, high: mean + margin, ...about };
  });
}

/** Correlations of the columns' means, of those columns that vary at all. */
function correlationsOf(columns: readonly Float64Array[]): number[][] {
  const normed = columns.flatMap((column) => {
    const mean = meanOf(finite(column));
    const away = column.map((value) => (Number.isFinite(value) ? value - mean : 0));
    const size = Math.sqrt(dot(away, away));
    return size > 0 ? [away.map((value) => value / size)] : [];
  });
  return normed.map((one) => normed.map((other) => dot(one, other)));
}

/** The level at which each of several normals is judged so that all hold at `level`. */
function commonLevel(correlations: readonly (readonly number[])[], level: number): number {
  const columns = correlations.length;
  if (columns < 2) return level;
  const root = rootOf(correlations);
  const normals = lattice(DRAWS, columns).map(normalQuantile);
  const largest = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    for (let row = 0; row < columns; row++) {
      let sum = 0;
      for (let k = 0; k <= row; k++) sum += root[row]![k]! * normals[draw * columns + k]!;
      largest[draw] = Math.max(largest[draw]!, Math.abs(sum));
    }
  }
  largest.sort();
  const found = normalLevel(largest[Math.ceil(level * (DRAWS - 1))]!);
  return Math.min(Math.max(found, level), bonferroniLevel(level, columns));
}

/** A lower triangle whose product with itself is a matrix of correlations (Cholesky). */
function rootOf(matrix: readonly (readonly number[])[]): Float64Array[] {
  const root = matrix.map((row) => new Float64Array(row.length));
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const rest = row[j]! - dot(root[i]!.subarray(0, j), root[j]!.subarray(0, j));
      const below = root[j]![j]!;
      // Columns that follow from others add nothing of their own.
      root[i]![j] = i === j ? Math.sqrt(Math.max(rest, 0)) : below > 1e-7 ? rest / below : 0;
    }
  });
  return root;
}

function columnOf(table: Numbers, columns: number, column: number): Float64Array {
  const rows = columns ? table.length / columns : 0;
  return Float64Array.from({ length: rows }, (_, row) => table[row * columns + column]!);
}

function dot(one: Numbers, other: Numbers): number {
  let sum = 0;
  for (let k = 0; k < one.length; k++) sum += one[k]! * other[k]!;
  return sum;
}
