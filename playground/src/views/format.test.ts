import { expect, test } from "vitest";

import { Format, rounded } from "./format";

test("numbers are rounded by their exact value, ties to the even neighbour", () => {
  // What Python's format gives.
  const given: [number, number, string][] = [
    [0.7795, 3, "0.779"], [0.0625, 3, "0.062"], [0.1875, 3, "0.188"], [-0.0625, 3, "-0.062"],
    [2.5, 0, "2"], [3.5, 0, "4"], [0.125, 2, "0.12"], [0.375, 2, "0.38"], [1.005, 2, "1.00"],
    [0.25, 1, "0.2"], [12.35, 1, "12.3"], [99.95, 1, "100.0"], [0, 3, "0.000"], [0.5, 3, "0.500"],
  ]; // prettier-ignore
  for (const [value, digits, text] of given) expect(rounded(value, digits)).toBe(text);
});

test("a reader's language changes marks, not digits", () => {
  expect(new Format("fr").decimal(0.7795)).toBe("0,779");
  expect(new Format("en").decimal(-0.0625)).toBe("\u22120.062");
  expect(new Format("en").percent(0.0625)).toBe("6\u202f%");
  expect(new Format("en").count(12345)).toBe("12,345");
});
