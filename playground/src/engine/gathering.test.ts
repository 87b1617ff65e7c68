import { expect, test } from "vitest";
import { gathered } from "./gathering";
import { homeOf, sharesOf } from "./pool";

test.each([1, 16, 17, 100, 1000])("%i replicas come back in order from any workers", (replicas) => {
  for (const workers of [1, 2, 3, 8]) {
    const shares = sharesOf(replicas, workers);
    const homes = Array.from({ length: replicas }, (_, r) => homeOf(r, shares.length));
    homes.forEach(({ worker, place }, r) => expect(shares[worker][place]).toBe(r));
    const parts = shares.map((share) => Int32Array.from(share.flatMap((r) => [r, 2 * r])));
    const all = gathered(
      Int32Array,
      parts,
      homes.map((home) => home.worker),
    );
    expect([...all]).toEqual(Array.from({ length: replicas }, (_, r) => [r, 2 * r]).flat());
  }
});
