/** Points that are spread more evenly than random ones. */

/** Evenly spread points of the unit cube: frac(1/2 + k a), a of Roberts (2018). */
export function lattice(points: number, dimensions: number): Float64Array {
  let root = 2;
  for (let step = 0; step < 64; step++) root = (1 + root) ** (1 / (dimensions + 1));
  const steps = Array.from({ length: dimensions }, (_, d) => root ** -(d + 1));
  const spread = new Float64Array(points * dimensions);
  for (let k = 0; k < points; k++) {
    for (let d = 0; d < dimensions; d++) {
      const at = 0.5 + (k + 1) * steps[d]!;
      spread[k * dimensions + d] = at - Math.floor(at);
    }
  }
  return spread;
}
