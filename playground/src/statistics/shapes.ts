/** The shape of what a network has learned: which units work, how simple a rule its votes are. */

import type { Numbers } from "./interval";

const STEPS = 6;
const RIDGE = 1e-3;
export const DIRECTIONS = 60;
const MOST_BINS = 50;
const POINTS_OF_A_BIN = 20;

export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Numbers; // (inputs, outputs)
  readonly bias: Numbers;
}

/** Points of the plane, or of more features, one a row. */
export interface Points {
  readonly x: Numbers; // (rows, features)
  readonly rows: number;
  readonly features: number;
}

/** Part flat weights into layers: kernel (in, out), bias, kernel, bias, as Keras orders them. */
export function layersOf(weights: Float32Array | Float64Array, widths: readonly number[]): Layer[] {
  let start = 0;
  return widths.slice(1).map((outputs, place) => {
    const inputs = widths[place]!;
    const end = start + inputs * outputs;
    const layer = {
      inputs,
      outputs,
      kernel: weights.subarray(start, end),
      bias: weights.subarray(end, end + outputs),
    };
    start = end + outputs;
    return layer;
  });
}

/** On which share of points each hidden relu unit is above zero, a layer each. */
export function unitActivity(layers: readonly Layer[], points: Points): Float64Array[] {
  let values: Numbers = points.x;
  return layers.slice(0, -1).map((layer) => {
    const next = new Float64Array(points.rows * layer.outputs);
    const shares = new Float64Array(layer.outputs);
    for (let row = 0; row < points.rows; row++) {
      for (let unit = 0; unit < layer.outputs; unit++) {
        let sum = layer.bias[unit]!;
        for (let i = 0; i < layer.inputs; i++) {
          sum += values[row * layer.inputs + i]! * layer.kernel[i * layer.outputs + unit]!;
        }
        if (sum > 0) shares[unit]!++;
        next[row * layer.outputs + unit] = Math.max(sum, 0);
      }
    }
    values = next;
    return shares.map((count) => count / points.rows);
  });
}

/** Units above zero on at least the share `active`, of the hidden layer with the fewest. */
export function liveUnits(layers: readonly Layer[], points: Points, active = 0.001): number {
  const counts = unitActivity(layers, points).map((s) => s.filter((v) => v >= active).length);
  return counts.length ? Math.min(...counts) : -1;
}

/**
 * The share of points on which votes for two classes are those of a line: its direction is that
 * of a logistic regression on the votes, by a few of Newton's steps; its threshold the best.
 */
export function linearAgreement(
  votes: Numbers,
  points: Points,
  table = standardised(points),
): number {
  const columns = points.features + 1;
  const beta = logistic(votes, table, points.rows, columns);
  const along = Float64Array.from({ length: points.rows }, (_, row) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += table[row * columns + c]! * beta[c]!;
    return sum;
  });
  const order = Array.from(along.keys()).sort((a, b) => along[a]! - along[b]!);
  let [gain, best, ones] = [0, 0, 0];
  for (const row of order) {
    ones += votes[row]!;
    gain += 1 - 2 * votes[row]!;
    best = Math.max(best, gain);
  }
  return (ones + best) / points.rows;
}

/** Directions of the plane with the bin that each point falls into along each. */
export interface Bins {
  readonly count: number;
  readonly of: Uint8Array; // (directions, points)
}

/** Part points of the plane into bins of equal count along each of 60 directions. */
export function binsOf(points: Points): Bins {
  return joinedBins(
    points,
    Array.from({ length: DIRECTIONS }, (_, direction) => binsAlong(points, direction)),
  );
}

/** The bin of each point along one direction. */
export function binsAlong(points: Points, direction: number): Uint8Array {
  const { rows } = points;
  const angle = direction * (Math.PI / DIRECTIONS);
  const [a, b] = [Math.cos(angle), Math.sin(angle)];
  const along = Float64Array.from(
    { length: rows },
    (_, row) => points.x[2 * row]! * a + points.x[2 * row + 1]! * b,
  );
  return Uint8Array.from(ranksOf(along), (rank) => Math.floor((rank * binCount(rows)) / rows));
}

/** What `binsAlong` found along each direction, together. */
export function joinedBins({ rows }: Points, parts: readonly Uint8Array[]): Bins {
  const of = new Uint8Array(parts.length * rows);
  parts.forEach((part, direction) => of.set(part, direction * rows));
  return { count: binCount(rows), of };
}

const binCount = (rows: number): number =>
  Math.min(MOST_BINS, Math.max(2, Math.floor(rows / POINTS_OF_A_BIN)));

/** The place of each value among all, equal ones in the order they have: numbers alone sort fast. */
function ranksOf(values: Float64Array): Int32Array {
  const sorted = Float64Array.from(values).sort();
  const taken = new Int32Array(values.length); // of the equal values that begin at a place
  return Int32Array.from(values, (value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low + taken[low]!++;
  });
}

/** The share of points on which votes are those of a rule of parallel straight bands. */
export function bandAgreement(votes: Numbers, bins: Bins, classes = 2): number {
  const rows = votes.length;
  let best = 0;
  const counts = new Int32Array(bins.count * classes);
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    counts.fill(0);
    for (let row = 0; row < rows; row++) {
      counts[bins.of[direction * rows + row]! * classes + votes[row]!]!++;
    }
    let right = 0;
    for (let bin = 0; bin < bins.count; bin++) {
      right += Math.max(...counts.subarray(bin * classes, (bin + 1) * classes));
    }
    best = Math.max(best, right);
  }
  return best / rows;
}

/** Each feature less its mean, by its standard deviation, with a column of ones: row by row. */
export function standardised({ x, rows, features }: Points): Float64Array {
  const table = new Float64Array(rows * (features + 1)).fill(1);
  for (let f = 0; f < features; f++) {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < rows; row++) sum += x[row * features + f]!;
    const mean = sum / rows;
    for (let row = 0; row < rows; row++) squares += (x[row * features + f]! - mean) ** 2;
    const spread = Math.sqrt(squares / rows) || 1;
    for (let row = 0; row < rows; row++) {
      table[row * (features + 1) + f] = (x[row * features + f]! - mean) / spread;
    }
  }
  return table;
}

function logistic(
  votes: Numbers,
  table: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const beta = new Float64Array(columns);
  for (let step = 0; step < STEPS; step++) {
    const gradient = beta.map((value) => -RIDGE * value);
    const curvature = new Float64Array(columns * columns);
    for (let c = 0; c < columns; c++) curvature[c * columns + c] = RIDGE;
    for (let row = 0; row < rows; row++) {
      const z = table.subarray(row * columns, (row + 1) * columns);
      let logit = 0;
      for (let c = 0; c < columns; c++) logit += z[c]! * beta[c]!;
      const chance = 1 / (1 + Math.exp(-logit));
      for (let c = 0; c < columns; c++) {
        gradient[c]! += (votes[row]! - chance) * z[c]!;
        for (let d = 0; d < columns; d++) {
          curvature[c * columns + d]! += chance * (1 - chance) * z[c]! * z[d]!;
        }
      }
    }
    solved(curvature, gradient).forEach((value, c) => (beta[c]! += value));
  }
  return beta;
}

/** Solve a positive definite system by elimination; both arguments are used up. */
function solved(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const factor = matrix[j * n + i]! / matrix[i * n + i]!;
      for (let c = i; c < n; c++) matrix[j * n + c]! -= factor * matrix[i * n + c]!;
      right[j]! -= factor * right[i]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = i + 1; c < n; c++) right[i]! -= matrix[i * n + c]! * right[c]!;
    right[i]! /= matrix[i * n + i]!;
  }
  return right;
}
