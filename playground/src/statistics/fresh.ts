/** Points that stand for the law that data is drawn from: centres plus normal noise. */

import { lattice } from "./lattice";
import { normalQuantile } from "./normal";

export interface FreshSample {
  readonly x: Float32Array; // (rows, features)
  readonly y: Int32Array;
  readonly weights: Float64Array;
}

/** About `points` points around centres (rows, features) that occur `counts` times each. */
export function freshSample(
  centres: readonly (readonly number[])[],
  labels: readonly number[],
  counts: readonly number[],
  noise: number,
  points = 8192,
): FreshSample {
  const features = centres[0]?.length ?? 0;
  const each = Math.max(1, Math.round(points / Math.max(centres.length, 1)));
  const shifts = lattice(each, features).map((p) => noise * normalQuantile(p));
  const rows = centres.length * each;
  const x = new Float32Array(rows * features);
  for (let at = 0; at < x.length; at++) {
    const centre = centres[Math.floor(at / (each * features))]!;
    x[at] = centre[at % features]! + shifts[at % (each * features)]!;
  }
  const place = (row: number): number => Math.floor(row / each);
  return {
    x,
    y: Int32Array.from({ length: rows }, (_, row) => labels[place(row)]!),
    weights: Float64Array.from({ length: rows }, (_, row) => counts[place(row)]!),
  };
}

/** The accuracy of each replica on such points, from its votes (replicas, rows). */
export function freshAccuracies(votes: Uint8Array, sample: FreshSample): Float64Array {
  const rows = sample.y.length;
  const whole = sample.weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from({ length: votes.length / rows }, (_, k) => {
    let right = 0;
    for (let row = 0; row < rows; row++) {
      if (votes[k * rows + row] === sample.y[row]) right += sample.weights[row]!;
    }
    return right / whole;
  });
}

/** The corners of XOR with their classes, in the library's order. */
export const XOR_CENTRES: readonly (readonly [number, number])[] = [[0, 0], [0, 1], [1, 0], [1, 1]]; // prettier-ignore
export const XOR_CLASSES: readonly number[] = [0, 1, 1, 0];
