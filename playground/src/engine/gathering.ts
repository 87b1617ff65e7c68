/** Putting together what the workers answer, in the order of the replicas. */

import type { Moment } from "./contract";
import type { ArmMoment } from "./moment";
import type { Calls } from "./protocol";
import { BLOCK } from "./share";

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * Rows in the order of `workers`, the worker that has each; each worker's rows come in order.
 *
 * Rows of one worker that follow one another are copied at once.
 */
export function gathered<A extends Numbers>(
  kind: new (length: number) => A,
  parts: A[],
  workers: number[],
): A {
  const all = new kind(parts.reduce((sum, part) => sum + part.length, 0));
  const width = workers.length ? all.length / workers.length : 0;
  const taken = parts.map(() => 0);
  for (let row = 0; row < workers.length;) {
    const worker = workers[row];
    let end = row + 1;
    while (end < workers.length && workers[end] === worker) end++;
    const from = taken[worker];
    taken[worker] += (end - row) * width;
    all.set(parts[worker].subarray(from, taken[worker]), row * width);
    row = end;
  }
  return all;
}

/** The moment of all replicas of all arms. */
export function gatheredMoment(
  answers: Calls["advance"]["answer"][],
  shares: number[][],
  epochs: number,
): Moment {
  const replicas = shares.reduce((sum, share) => sum + share.length, 0);
  const workers = Array.from({ length: replicas }, (_, r) => Math.floor(r / BLOCK) % shares.length);
  const arms = answers[0].arms.map((_, arm) => answers.map((answer) => answer.arms[arm]));
  const all = <A extends Numbers>(kind: new (length: number) => A, chosen: (m: ArmMoment) => A) =>
    arms.map((parts) => gathered(kind, parts.map(chosen), workers));
  const { epoch } = answers[0];
  return {
    epoch,
    done: epoch === epochs,
    history: arms.map((parts) =>
      gatheredHistory(
        parts.map((part) => part.history),
        workers,
      ),
    ),
    testLoss: all(Float32Array, (part) => part.testLoss),
    testAccuracy: all(Float32Array, (part) => part.testAccuracy),
    confusion: all(Int32Array, (part) => part.confusion),
    epochsRun: all(Int32Array, (part) => part.epochsRun),
    divergedAt: all(Int32Array, (part) => part.divergedAt),
  };
}

/** (4, replicas, added) from the workers' (4, own replicas, added). */
function gatheredHistory(parts: Float32Array[], workers: number[]): Float32Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0) / 4;
  const all = new Float32Array(4 * size);
  for (let metric = 0; metric < 4; metric++) {
    const own = parts.map((part) => {
      const each = part.length / 4;
      return part.subarray(metric * each, (metric + 1) * each);
    });
    all.set(gathered(Float32Array, own, workers), metric * size);
  }
  return all;
}
