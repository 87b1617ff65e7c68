/** Quantiles of the normal law. */

// Wichura (1988), algorithm AS 241, PPND16: rational functions, the lowest power first.
const CENTRE = [
  [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
  ],
] as const;
const MIDDLE = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833,
    0.0007745450142783414076,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.1481039764274800746,
    0.0151986665636164571966, 0.0005475938084995344946, 1.05075007164441684324e-9,
  ],
] as const;
const TAIL = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 0.0000271155556874348757815,
    2.01033439929228813265e-7,
  ],
  [
    1, 0.59983220655588793769, 0.1369298809227358053, 0.0148753612908506148525,
    0.0007868691311456132591, 0.000018463183175100546818, 1.4215117583164458887e-7,
    2.04426310338993978564e-15,
  ],
] as const;

/** The value that a standard normal number is below with probability `p`. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const away = p - 0.5;
  if (Math.abs(away) <= 0.425) return away * ratio(CENTRE, 0.180625 - away * away);
  const depth = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size = depth <= 5 ? ratio(MIDDLE, depth - 1.6) : ratio(TAIL, depth - 5);
  return Math.sign(away) * size;
}

/** The probability that a standard normal number is within `size` of 0. */
export function normalLevel(size: number): number {
  let p = 0.5 + Math.min(0.4, size / 3);
  for (let step = 0; step < 60; step++) {
    const z = normalQuantile(p);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    // Newton's step, which stays between here and certainty.
    const next = Math.min(p + (size - z) * density, (1 + p) / 2);
    if (Math.abs(next - p) < 1e-14) break;
    p = next;
  }
  return 2 * p - 1;
}

function ratio(parts: readonly [readonly number[], readonly number[]], x: number): number {
  const [above, below] = parts;
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!;
  return sum;
}
