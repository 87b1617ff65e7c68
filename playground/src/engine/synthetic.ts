/**
 * Datasets drawn anew for each replica: fixed points plus normal noise.
 *
 * The points are rounded to multiples of 2^-20, so that the sines of different mathematical
 * libraries cannot make a replica differ between machines.
 */

import type { StudySpec } from "./contract";
import { type Dataset, OPTIONS } from "./dataset";

type Point = [number, number];

const GRID = 2 ** 20;

/** The dataset that a study names; null where its rows are given. */
export function syntheticOf(study: StudySpec): Dataset | null {
  const { copies, samples, noise, factor, turns, classes } = {
    ...OPTIONS[study.data],
    ...study.options,
  };
  switch (study.data) {
    case "xor": return xor(copies, noise); // prettier-ignore
    case "moons": return moons(samples, noise); // prettier-ignore
    case "circles": return circles(samples, noise, factor); // prettier-ignore
    case "spirals": return spirals(samples, noise, turns, classes); // prettier-ignore
    case "blobs": return blobs(samples, noise, classes); // prettier-ignore
    default: return null; // prettier-ignore
  }
}

/** The four corners of the unit square with the target x0 != x1. */
export function xor(copies: number, noise: number): Dataset {
  const corners: Point[] = [[0, 0], [0, 1], [1, 0], [1, 1]]; // prettier-ignore
  const x = new Float64Array(8 * copies);
  const y = new Int32Array(4 * copies);
  for (let row = 0; row < y.length; row++) {
    x.set(corners[row % 4], 2 * row);
    y[row] = [0, 1, 1, 0][row % 4];
  }
  // A coordinate stays on its side with probability p; the rule is right if both or neither crossed.
  const p = noise > 0 ? 0.5 * (1 + errorFunction(0.5 / noise / Math.SQRT2)) : 1;
  return {
    ...plane([], noise),
    x,
    y,
    classes: ["0", "1"],
    bayesAccuracy: p * p + (1 - p) * (1 - p),
  };
}

/** Two interleaved half circles. */
export function moons(samples: number, noise: number): Dataset {
  const [upper, lower] = sizes(samples, 2).map((size) => evenly(0, Math.PI, size));
  return plane(
    [
      upper.map((angle): Point => [Math.cos(angle), Math.sin(angle)]),
      lower.map((angle): Point => [1 - Math.cos(angle), 0.5 - Math.sin(angle)]),
    ],
    noise,
  );
}

/** A circle of radius `factor` inside one of radius 1. */
export function circles(samples: number, noise: number, factor: number): Dataset {
  const parts = sizes(samples, 2).map((size, ring) =>
    Array.from({ length: size }, (_, place): Point => {
      const angle = place * ((2 * Math.PI) / size);
      const radius = ring === 0 ? 1 : factor;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
  );
  return plane(parts, noise);
}

/** Spiral arms that start near the origin and end at radius 2. */
export function spirals(samples: number, noise: number, turns: number, classes: number): Dataset {
  const parts = sizes(samples, classes).map((size, arm) =>
    evenly(0.2, 2, size).map((radius): Point => {
      const angle = radius * (Math.PI * turns) + (2 * Math.PI * arm) / classes;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
  );
  return plane(parts, noise);
}

/** Normal clouds, their centres evenly on a circle of radius 2.5. */
export function blobs(samples: number, noise: number, classes: number): Dataset {
  const parts = sizes(samples, classes).map((size, cloud) => {
    const angle = (2 * Math.PI * cloud) / classes;
    const centre: Point = [2.5 * Math.cos(angle), 2.5 * Math.sin(angle)];
    return Array.from({ length: size }, () => centre);
  });
  return plane(parts, noise);
}

/** Points of the plane, a class each list. */
function plane(parts: Point[][], noise: number): Dataset {
  return {
    x: Float64Array.from(parts.flat(2), (value) => halfToEven(value * GRID) / GRID),
    y: Int32Array.from(parts.flatMap((points, label) => points.map(() => label))),
    features: ["x0", "x1"],
    classes: parts.map((_, label) => String(label)),
    noise,
    imageShape: null,
    bayesAccuracy: null,
  };
}

/** Part `samples` among `classes` as evenly as can be, the later ones the larger. */
function sizes(samples: number, classes: number): number[] {
  return Array.from({ length: classes }, (_, label) => Math.floor((samples + label) / classes));
}

/** Numbers from `start` to `stop`, both among them, as NumPy's linspace rounds them. */
function evenly(start: number, stop: number, count: number): number[] {
  const step = (stop - start) / (count - 1);
  return Array.from({ length: count }, (_, place) =>
    place > 0 && place === count - 1 ? stop : place === 0 ? start : place * step + start,
  );
}

function halfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return up ? below + 1 : below;
}

/** The error function for x >= 0, by its series of positive terms (Abramowitz, Stegun 7.1.6). */
export function errorFunction(x: number): number {
  if (x > 6) return 1;
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
