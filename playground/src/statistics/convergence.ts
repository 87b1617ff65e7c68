/** When a replica's loss had settled, whether it did, and whether it rose again. */

import { CRITERIA, type Criteria } from "./criteria";
import { distributionOf, type Distribution } from "./distribution";
import type { Interval, Numbers } from "./interval";
import { wilsonInterval } from "./shares";

/** Losses of replicas, one a row; NaN after a replica's last epoch. */
export interface Losses {
  readonly values: Numbers; // (replicas, epochs)
  readonly replicas: number;
  readonly epochs: number;
}

export interface Convergence {
  readonly share: Interval; // of all replicas, diverged ones included
  readonly epoch: Distribution; // settling epoch, from 1, of those that converged
  readonly converged: boolean[];
}

export interface Overfitting {
  readonly share: Interval; // of the replicas that did not diverge
  readonly rise: Distribution;
  readonly gap: Distribution;
}

/** For how many epochs, from the first, each loss is finite. */
export function lengthsOf(losses: Losses): Int32Array {
  return Int32Array.from({ length: losses.replicas }, (_, k) => {
    let length = 0;
    while (length < losses.epochs && Number.isFinite(at(losses, k, length))) length++;
    return length;
  });
}

/** The epoch, from 1, from which each loss stays near its end level; 0 where there is no loss. */
export function settledEpochs(losses: Losses, criteria: Criteria = CRITERIA): Int32Array {
  return lengthsOf(losses).map((length, k) => {
    if (length === 0) return 0;
    const window = Math.max(1, Math.floor(criteria.endWindow * length));
    let level = 0;
    for (let e = length - window; e < length; e++) level += at(losses, k, e);
    level /= window;
    const margin = criteria.settledWithin * Math.max(level, criteria.lossFloor);
    let epoch = length;
    while (epoch > 0 && Math.abs(at(losses, k, epoch - 1) - level) <= margin) epoch--;
    return epoch + 1;
  });
}

/** Judge the convergence of replicas by their validation losses, or training losses without. */
export function convergenceOf(
  losses: Losses,
  diverged: readonly boolean[],
  criteria: Criteria = CRITERIA,
): Convergence {
  const lengths = lengthsOf(losses);
  const epochs = settledEpochs(losses, criteria);
  const converged = diverged.map((lost, k) => {
    const length = lengths[k]!;
    const hold = Math.max(1, Math.floor(criteria.hold * length));
    return !lost && length > 1 && epochs[k]! <= length - hold;
  });
  const settled = [...epochs].filter((_, k) => converged[k]);
  return {
    share: wilsonInterval(settled.length, diverged.length, criteria.level),
    epoch: distributionOf(settled, criteria.level),
    converged,
  };
}

/**
 * Judge overfitting: whether the validation loss at the end is well above its lowest until then.
 * `gaps` is training minus validation accuracy at the end.
 */
export function overfittingOf(
  losses: Losses,
  gaps: Numbers,
  diverged: readonly boolean[],
  criteria: Criteria = CRITERIA,
): Overfitting {
  const lengths = lengthsOf(losses);
  const kept = [...diverged.keys()].filter((k) => !diverged[k]);
  const rises = kept.map((k) => {
    let lowest = Infinity;
    for (let e = 0; e < lengths[k]!; e++) lowest = Math.min(lowest, at(losses, k, e));
    return at(losses, k, lengths[k]! - 1) / Math.max(lowest, criteria.lossFloor) - 1;
  });
  const risen = rises.filter((rise) => rise > criteria.overfittedAbove).length;
  return {
    share: wilsonInterval(risen, rises.length, criteria.level),
    rise: distributionOf(rises, criteria.level),
    gap: distributionOf(
      kept.map((k) => gaps[k]!),
      criteria.level,
    ),
  };
}

/**
 * By which share each loss fell over its last epochs: means of `window` of them, `hold` apart.
 * NaN where a replica has too few epochs.
 */
export function lossFall(losses: Losses, hold = 0.1, window = 0.025): Float64Array {
  const lengths = lengthsOf(losses);
  return Float64Array.from(lengths, (length, k) => {
    const apart = Math.max(1, roundedToEven(hold * length));
    const width = Math.max(1, roundedToEven(window * length));
    if (length < apart + width) return NaN;
    let [before, after] = [0, 0];
    for (let e = length - width; e < length; e++) {
      after += at(losses, k, e);
      before += at(losses, k, e - apart);
    }
    return before > 0 ? 1 - after / before : NaN;
  });
}

/** NumPy's rounding: halves go to the even neighbour. */
function roundedToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function at(losses: Losses, replica: number, epoch: number): number {
  return losses.values[replica * losses.epochs + epoch]!;
}
