/** Hashes of all bits of the outcome, as `Result.digest` of the library takes them. */

import type { Share } from "./share";
import { sha256 } from "./sha256";

const NAN = 0x7fc00000;

/** The hash of each replica of each arm: (arms, replicas, 32). */
export function hashesOf(share: Share): Uint8Array {
  const hashes = share.setting.arms.flatMap((_, arm) =>
    share.pieces.flatMap((piece) => piece.replicas.map((_, row) => hashOf(share, arm, piece, row))),
  );
  const all = new Uint8Array(32 * hashes.length);
  hashes.forEach((hash, place) => all.set(hash, 32 * place));
  return all;
}

type Piece = Share["pieces"][number];

/** Of history, weights, test loss and accuracy, confusion, epochs run and epoch of divergence. */
function hashOf(share: Share, arm: number, piece: Piece, row: number): Uint8Array {
  const { study, arms, dataset } = share.setting;
  const { outcome } = piece.arms[arm];
  const [count, cells] = [piece.replicas.length, dataset.classes.length ** 2];
  const curves = [0, 1, 2, 3].map((m) =>
    rowOf(outcome.history.array, m * count + row, study.epochs),
  );
  const floats = [
    ...curves,
    rowOf(outcome.weights.array, row, arms[arm].parameters),
    rowOf(outcome.testLoss.array, row, 1),
    rowOf(outcome.testAccuracy.array, row, 1),
  ];
  const integers = [
    rowOf(outcome.confusion.array, row, cells),
    rowOf(outcome.epochsRun.array, row, 1),
    rowOf(outcome.divergedAt.array, row, 1),
  ];
  return sha256(new Uint8Array(joined([...floats.map(withOneNan), ...integers]).buffer));
}

function rowOf(array: Float32Array | Int32Array, row: number, width: number): Uint32Array {
  return new Uint32Array(array.buffer, array.byteOffset + 4 * row * width, width);
}

/** Every NaN with the same bits: processors differ in the sign of those they make. */
function withOneNan(words: Uint32Array): Uint32Array {
  return words.map((word) => ((word & 0x7fffffff) > 0x7f800000 ? NAN : word));
}

function joined(parts: Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
