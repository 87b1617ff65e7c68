/** What a share's replicas say of rows, with their weights of now. */

import type { Block, Kernel } from "./kernel";
import { fill } from "./scaling";
import { BLOCK, type Breathe, type Piece, type Share } from "./share";

interface Place {
  piece: Piece;
  row: number;
}

/** Class probabilities under the replicas at `places` of the share: (places, rows, classes). */
export async function predict(
  kernel: Kernel,
  share: Share,
  arm: number,
  places: number[],
  x: Float32Array,
  breathe: Breathe,
): Promise<Float32Array> {
  const { dataset } = share.setting;
  const each = (x.length / dataset.features.length) * dataset.classes.length;
  const all = new Float32Array(places.length * each);
  const found = places.map((place) => placeOf(share, place));
  // Where values are missing each replica fills them with its own medians.
  const step = share.setting.gaps.length ? 1 : BLOCK;
  for (let start = 0; start < found.length; start += step) {
    all.set(predictBlock(kernel, share, arm, found.slice(start, start + step), x), start * each);
    await breathe();
  }
  return all;
}

/** The most probable class, the first of those that are equal: (places, rows). */
export async function votes(
  kernel: Kernel,
  share: Share,
  arm: number,
  places: number[],
  x: Float32Array,
  breathe: Breathe,
): Promise<Uint8Array> {
  const { features, classes } = share.setting.dataset;
  const rows = x.length / features.length;
  const all = new Uint8Array(places.length * rows);
  for (let start = 0; start < places.length; start += BLOCK) {
    const chosen = places.slice(start, start + BLOCK);
    const probabilities = await predict(kernel, share, arm, chosen, x, breathe);
    for (let row = 0; row < chosen.length * rows; row++)
      all[start * rows + row] = winner(probabilities, row * classes.length, classes.length);
  }
  return all;
}

function winner(probabilities: Float32Array, start: number, classes: number): number {
  let best = 0;
  for (let label = 1; label < classes; label++)
    if (probabilities[start + label] > probabilities[start + best]) best = label;
  return best;
}

/** The weights of the replica at `place` of the share. */
export function weightsOf(share: Share, arm: number, place: number): Float32Array {
  const { piece, row } = placeOf(share, place);
  return weightsAt(share, arm, piece, row).slice();
}

function weightsAt(share: Share, arm: number, piece: Piece, row: number): Float32Array {
  return rowOf(piece.arms[arm].outcome.weights, row, share.setting.arms[arm].parameters);
}

function rowOf(block: Block<Float32Array>, row: number, width: number): Float32Array {
  return block.array.subarray(row * width, (row + 1) * width);
}

function placeOf(share: Share, place: number): Place {
  let row = place;
  for (const piece of share.pieces) {
    if (row < piece.replicas.length) return { piece, row };
    row -= piece.replicas.length;
  }
  throw new Error(`There is no replica ${place} here.`);
}

function predictBlock(
  kernel: Kernel,
  share: Share,
  arm: number,
  places: Place[],
  x: Float32Array,
): Float32Array {
  const { dataset, arms } = share.setting;
  const [features, classes] = [dataset.features.length, dataset.classes.length];
  return kernel.briefly(() => {
    const { parameters } = arms[arm];
    const scaled = places[0].piece.kept.shift !== null;
    const weights = kernel.room(Float32Array, places.length * parameters);
    const shift = kernel.room(Float32Array, scaled ? places.length * features : 0);
    const scale = kernel.room(Float32Array, scaled ? places.length * features : 0);
    const samples = kernel.copy(Float32Array, x);
    const out = kernel.room(Float32Array, places.length * (x.length / features) * classes);
    places.forEach(({ piece, row }, place) => {
      const { kept } = piece;
      weights.array.set(weightsAt(share, arm, piece, row), place * parameters);
      if (kept.shift) shift.array.set(rowOf(kept.shift, row, features), place * features);
      if (kept.scale) scale.array.set(rowOf(kept.scale, row, features), place * features);
      if (kept.medians.length) fill(samples.array, kept.medians[row]);
    });
    const scaling = scaled ? { shift: shift.at, scale: scale.at } : { shift: 0, scale: 0 };
    kernel.predict(share.networks[arm], places.length, weights.at, scaling, samples, features, out);
    return out.array.slice();
  });
}
