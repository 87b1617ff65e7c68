/** What is fitted on a replica's training rows: shift and scale, and stand-ins for missing values. */

import type { Scaling } from "./contract";
import { SpecificationError } from "./errors";
import { columnSums } from "./sums";

// Somewhat less than float32 can hold: shift and scale are rounded.
const LARGEST = 0.999 * 3.4028234663852886e38;

/** Median of the training rows of each column with gaps; 0 elsewhere; null where none has gaps. */
export function mediansOf(
  table: Float32Array,
  rows: Int32Array,
  features: number,
  gaps: readonly number[],
): Float32Array | null {
  if (!gaps.length) return null;
  const medians = new Float32Array(features);
  for (const column of gaps) {
    const all = Float64Array.from(rows, (row) => table[row * features + column]);
    const values = all.filter((value) => !Number.isNaN(value)).sort();
    const middle = values.length >> 1;
    if (values.length % 2) medians[column] = values[middle];
    else if (values.length) medians[column] = (values[middle - 1] + values[middle]) / 2;
  }
  return medians;
}

/** The columns of a table in which values are missing. */
export function gapsOf(x: Float64Array, features: number): number[] {
  const gaps = new Set<number>();
  x.forEach((value, at) => Number.isNaN(value) && gaps.add(at % features));
  return [...gaps].sort((a, b) => a - b);
}

/** Replaces each NaN of a table by its column's median. */
export function fill(table: Float32Array | Float64Array, medians: Float32Array): void {
  for (let at = 0; at < table.length; at++)
    if (Number.isNaN(table[at])) table[at] = medians[at % medians.length];
}

/** Shift and scale of `(x - shift) * scale`, each (features,), fitted on `rows` of the table. */
export function fitScaling(
  table: Float32Array,
  rows: Int32Array,
  features: number,
  scaling: Exclude<Scaling, "none">,
  medians: Float32Array | null,
): { shift: Float64Array; scale: Float64Array } {
  const x = new Float64Array(rows.length * features);
  rows.forEach((row, place) =>
    x.set(table.subarray(row * features, (row + 1) * features), place * features),
  );
  if (medians) fill(x, medians);
  const { shift, spread } = scaling === "standard" ? standard(x, features) : minmax(x, features);
  const [low, high] = bounds(table, features);
  const scale = spread.map((width, column) => {
    // What a row may at most become: 1 stands for the scale itself, which must be finite as well.
    const above = high[column] - shift[column];
    const below = shift[column] - low[column];
    const reach = Math.max(above > below ? above : below, 1);
    if (!(reach < LARGEST)) throw new SpecificationError(tooFar(column));
    return 1 / (width > reach / LARGEST ? width : 1);
  });
  return { shift, scale };
}

function tooFar(column: number): string {
  return (
    `\`x\` must be of values less than ${LARGEST.toPrecision(2)} apart in each column to be ` +
    `scaled; column ${column} is not. Divide it by a number, or set \`scaling\` to 'none'.`
  );
}

function standard(
  x: Float64Array,
  features: number,
): { shift: Float64Array; spread: Float64Array } {
  const rows = x.length / features;
  const shift = columnSums(x, features).map((sum) => sum / rows);
  const gaps = x.map((value, at) => value - shift[at % features]);
  const squares = gaps.map((gap) => gap * gap); // ** need not round as * does
  return { shift, spread: columnSums(squares, features).map((sum) => Math.sqrt(sum / rows)) };
}

function minmax(x: Float64Array, features: number): { shift: Float64Array; spread: Float64Array } {
  const [low, high] = bounds(x, features);
  return { shift: low, spread: high.map((value, column) => value - low[column]) };
}

/** Least and greatest value of each column, of those that are not missing. */
function bounds(x: Float32Array | Float64Array, features: number): [Float64Array, Float64Array] {
  const low = new Float64Array(features).fill(Infinity);
  const high = new Float64Array(features).fill(-Infinity);
  for (let at = 0; at < x.length; at++) {
    const column = at % features;
    if (x[at] < low[column]) low[column] = x[at];
    if (x[at] > high[column]) high[column] = x[at];
  }
  return [low, high];
}
