/** Where a share's replicas stand, copied out of the kernel's memory. */

import type { Block } from "./kernel";
import type { Outcome, Share } from "./share";

/** An arm's replicas of a share, in their order; as in the contract's Moment. */
export interface ArmMoment {
  history: Float32Array; // (4, replicas, added)
  testLoss: Float32Array;
  testAccuracy: Float32Array;
  confusion: Int32Array;
  epochsRun: Int32Array;
  divergedAt: Int32Array;
}

/** The moment of every arm, with the epochs from `since` on. */
export function momentsOf(share: Share, since: number): ArmMoment[] {
  return share.setting.arms.map((_, arm) => ({
    history: historyOf(share, arm, since),
    testLoss: joined(Float32Array, share, arm, (outcome) => outcome.testLoss),
    testAccuracy: joined(Float32Array, share, arm, (outcome) => outcome.testAccuracy),
    confusion: joined(Int32Array, share, arm, (outcome) => outcome.confusion),
    epochsRun: joined(Int32Array, share, arm, (outcome) => outcome.epochsRun),
    divergedAt: joined(Int32Array, share, arm, (outcome) => outcome.divergedAt),
  }));
}

function historyOf(share: Share, arm: number, since: number): Float32Array {
  const { epochs } = share.setting.study;
  const added = share.epoch - since;
  const replicas = share.pieces.reduce((sum, piece) => sum + piece.replicas.length, 0);
  const history = new Float32Array(4 * replicas * added);
  let place = 0;
  for (const piece of share.pieces) {
    const from = piece.arms[arm].outcome.history.array;
    const count = piece.replicas.length;
    for (let metric = 0; metric < 4; metric++)
      for (let row = 0; row < count; row++) {
        const start = (metric * count + row) * epochs + since;
        history.set(from.subarray(start, start + added), (metric * replicas + place + row) * added);
      }
    place += count;
  }
  return history;
}

/** One array of the outcome over all pieces, (replicas, ...). */
function joined<A extends Float32Array | Int32Array>(
  kind: new (length: number) => A,
  share: Share,
  arm: number,
  chosen: (outcome: Outcome) => Block<A>,
): A {
  const parts = share.pieces.map((piece) => chosen(piece.arms[arm].outcome).array);
  const all = new kind(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
