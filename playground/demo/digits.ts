/** Made-up digits of 8 x 8 pixels, from 0 to 16, and templates that would find them. */

import { centred } from "../src/statistics/templates";
import { normal, randoms } from "./trained";

const FIGURES = [
  "01110 11011 11011 11011 01110", "00100 01100 00100 00100 01110", "11110 00011 01110 11000 11111",
  "11110 00011 01110 00011 11110", "00110 01010 11111 00010 00010", "11111 11000 11110 00011 11110",
  "01110 11000 11110 11011 01110", "11111 00011 00110 01100 01100", "01110 11011 01110 11011 01110",
  "01110 11011 01111 00011 01110",
]; // prettier-ignore

export const CLASSES = FIGURES.map((_, c) => String(c));
export const SHAPE = [8, 8] as const;

/** A digit, a little displaced and blurred. */
export function digit(class_: number, random: () => number): Float32Array {
  const rows = FIGURES[class_]!.split(" ");
  const [right, down] = [1.5 + 0.6 * normal(random), 0.3 + 0.3 * normal(random)];
  return Float32Array.from({ length: 64 }, (_, at) => {
    const [x, y] = [at % 8, Math.floor(at / 8)];
    let sum = 0;
    rows.forEach((row, j) => {
      [...row].forEach((cell, i) => {
        const square = (x - i - right) ** 2 + (y - 1.5 * j - down) ** 2;
        if (cell === "1") sum += 15 * Math.exp(-square / 0.9);
      });
    });
    return Math.max(0, Math.min(16, sum + normal(random)));
  });
}

/** Kernels (pixels, classes) of replicas: what the classes differ by, and chance. */
export function kernels(replicas: number): Float32Array[] {
  const random = randoms(5);
  const means = CLASSES.map((_, c) => {
    const samples = Array.from({ length: 20 }, () => digit(c, random));
    return Float32Array.from(
      { length: 64 },
      (_1, p) => samples.reduce((s, x) => s + x[p]!, 0) / 20,
    );
  });
  const shared = Float32Array.from(
    { length: 640 },
    (_, at) => means[at % 10]![Math.floor(at / 10)]!,
  );
  const own = centred(shared, 64, 10);
  return Array.from({ length: replicas }, () =>
    Float32Array.from(
      shared,
      (_, at) => 0.025 * own[(at % 10) * 64 + Math.floor(at / 10)]! + 0.05 * normal(random),
    ),
  );
}

/** Votes of kernels on rows of pixels: (replicas, rows). */
export function votesOf(weights: readonly Float32Array[], x: Float32Array): Uint8Array {
  const rows = x.length / 64;
  return Uint8Array.from({ length: weights.length * rows }, (_, at) => {
    const kernel = weights[Math.floor(at / rows)]!;
    const row = at % rows;
    let [best, most] = [0, -Infinity];
    for (let c = 0; c < 10; c++) {
      let sum = 0;
      for (let p = 0; p < 64; p++) sum += x[row * 64 + p]! * kernel[p * 10 + c]!;
      if (sum > most) [best, most] = [c, sum];
    }
    return best;
  });
}
