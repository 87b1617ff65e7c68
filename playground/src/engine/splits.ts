/** Which rows each replica is tested on, validated on and trained on. */

import { mustBe, SpecificationError } from "./errors";

/** Rows of each part. */
export interface Sizes {
  train: number;
  validation: number;
  test: number;
}

/** How many of `samples` rows go to each part; shares round up. */
export function sizesOf(samples: number, split: { test: number; validation: number }): Sizes {
  const test = shareOf(split.test, samples);
  const validation = shareOf(split.validation, Math.max(samples - test, 0));
  const train = samples - test - validation;
  if (train < 1) {
    const rule = `sizes that leave rows to train on, of ${samples}`;
    const remedy = "Make `test` or `validation` smaller.";
    throw new SpecificationError(mustBe("split", rule, [split.test, split.validation], remedy));
  }
  return { train, validation, test };
}

function shareOf(share: number, of: number): number {
  // The subtraction forgives shares such as 0.2 whose product is a hair above a whole number.
  return share === 0 ? 0 : Math.ceil(share * of - 1e-9);
}

/** Reorders rows so that the first parts, test and validation, hold the classes in their shares. */
export function stratified(order: Int32Array, labels: Int32Array, sizes: Sizes): Int32Array {
  const counts: number[] = new Array(labels.reduce((most, label) => Math.max(most, label), 0) + 1);
  const byClass: number[][] = Array.from(counts, () => []);
  for (const row of order) byClass[labels[row]].push(row);
  const all = byClass.map((rows) => rows.length);
  const test = sharesOf(all, sizes.test);
  const validation = sharesOf(
    all.map((count, label) => count - test[label]),
    sizes.validation,
  );
  const ends = test.map((count, label) => count + validation[label]);
  return Int32Array.from([
    ...byClass.flatMap((rows, label) => rows.slice(0, test[label])),
    ...byClass.flatMap((rows, label) => rows.slice(test[label], ends[label])),
    ...byClass.flatMap((rows, label) => rows.slice(ends[label])),
  ]);
}

/** Part `total` among classes in proportion to `counts`, by largest remainders. */
function sharesOf(counts: number[], total: number): number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => count * (total / Math.max(sum, 1)));
  const floor = exact.map(Math.floor);
  const short = total - floor.reduce((a, b) => a + b, 0);
  const gaps = exact.map((value, label) => floor[label] - value);
  const nearest = gaps.map((_, label) => label).sort((a, b) => gaps[a] - gaps[b]);
  for (const label of nearest.slice(0, short)) floor[label] += 1;
  return floor;
}
