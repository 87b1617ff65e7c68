/** Sums of columns in the order in which NumPy adds them, so that they round alike. */

/** Sum of each column of a table (rows, columns), row after row; a single column pairwise. */
export function columnSums(table: Float64Array, columns: number): Float64Array {
  if (columns === 1) return Float64Array.of(pairwiseSum(table, 0, table.length));
  const sums = table.slice(0, columns);
  for (let at = columns; at < table.length; at += columns)
    for (let column = 0; column < columns; column++) sums[column] += table[at + column];
  return sums;
}

/** NumPy's pairwise summation: eight sums at a time in runs of up to 128, and halves of the rest. */
function pairwiseSum(values: Float64Array, start: number, count: number): number {
  if (count < 8) {
    let sum = -0;
    for (let place = 0; place < count; place++) sum += values[start + place];
    return sum;
  }
  if (count > 128) {
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return pairwiseSum(values, start, first) + pairwiseSum(values, start + first, count - first);
  }
  const r = values.slice(start, start + 8);
  const whole = count - (count % 8);
  for (let place = 8; place < whole; place += 8)
    for (let k = 0; k < 8; k++) r[k] += values[start + place + k];
  let sum = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]));
  for (let place = whole; place < count; place++) sum += values[start + place];
  return sum;
}
