/** Where one network draws the line: the margin of each class, zero on its boundary. */

import type { Numbers } from "./interval";

/**
 * Each class's probability less the largest of the others, a field over the rows each. Two classes
 * share one boundary, so there is one field of them: that of the first.
 */
export function marginsOf(probabilities: Numbers, classes: number): Float64Array[] {
  const rows = probabilities.length / classes;
  return Array.from({ length: classes === 2 ? 1 : classes }, (_, class_) => {
    const field = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      let others = -Infinity;
      for (let c = 0; c < classes; c++) {
        if (c !== class_) others = Math.max(others, probabilities[row * classes + c]!);
      }
      field[row] = probabilities[row * classes + class_]! - others;
    }
    return field;
  });
}
