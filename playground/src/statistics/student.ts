/** Quantiles of Student's t, from the incomplete beta function. */

import { normalQuantile } from "./normal";

const PRECISION = 1e-15;
const NEAR = 1e-7;
const MOST_STEPS = 500;

/** The value that a number of Student's law with `freedom` degrees is below with probability p. */
export function studentQuantile(freedom: number, p: number): number {
  if (!(freedom > 0) || !(p > 0 && p < 1)) return NaN;
  if (p < 0.5) return -studentQuantile(freedom, 1 - p);
  if (p === 0.5) return 0;
  if (freedom === 1) return Math.tan(Math.PI * (p - 0.5));
  if (freedom === 2) return (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)));
  const z = normalQuantile(p);
  let t = z + (z ** 3 + z) / (4 * freedom);
  const logDensity = logGamma((freedom + 1) / 2) - logGamma(freedom / 2);
  const height = Math.exp(logDensity) / Math.sqrt(freedom * Math.PI);
  for (let step = 0; step < 60; step++) {
    const density = height * (1 + (t * t) / freedom) ** (-(freedom + 1) / 2);
    const off = (1 - p - upperTail(freedom, t)) / density; // Newton's step, downwards
    // Halley's correction: far from the end Newton's step alone may overshoot.
    const bend = (off * (freedom + 1) * t) / (2 * (freedom + t * t));
    const change = off / (1 + Math.max(-0.5, Math.min(0.5, bend)));
    t = Math.max(t - change, t / 4);
    // The next step would move it by about the cube of this one.
    if (Math.abs(change) <= NEAR * t) break;
  }
  return t;
}

/** The probability that a number of Student's law is above t >= 0. */
function upperTail(freedom: number, t: number): number {
  return incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
}

/** The regularised incomplete beta function (Press et al. 2007, section 6.4, Lentz's method). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  if (x < (a + 1) / (a + b + 2)) return (front * fraction(a, b, x)) / a;
  return 1 - (front * fraction(b, a, 1 - x)) / b;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return value;
}

/** The logarithm of the gamma function: Stirling's series, after stepping up to x >= 12. */
function logGamma(x: number): number {
  let product = 1;
  let at = x;
  for (; at < 12; at++) product *= at;
  const square = 1 / (at * at);
  const terms = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
  const series = terms.reduceRight((sum, term) => sum * square + term, 0) / at;
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
