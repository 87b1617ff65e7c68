/** Why failed replicas fail: one kind for each, the first that applies in a stated order. */

import { lossFall, type Losses } from "./convergence";
import { CRITERIA, type Criteria } from "./criteria";
import type { Interval, Numbers } from "./interval";
import {
  bandAgreement,
  binsOf,
  type Bins,
  linearAgreement,
  standardised,
  type Points,
} from "./shapes";
import { wilsonInterval } from "./shares";

export const FAILURES = [
  "diverged",
  "dead units",
  "a linear solution",
  "one corner lost",
  "several corners lost",
  "a straight band",
  "still improving",
  "none of these",
] as const;
export type FailureKind = (typeof FAILURES)[number];

/** What is known of the replicas of one arm on data of two classes in the plane. */
export interface Symptoms {
  readonly accuracies: Numbers; // NaN where a replica diverged
  readonly diverged: readonly boolean[];
  readonly hidden: readonly number[];
  readonly live: Numbers; // live units of each replica, -1 where not known
  readonly needed: number; // fewest live units with which success is not rare; 0: none known
  readonly losses: Losses; // of training
  readonly heldOut: Losses | null; // of validation
  readonly corners: readonly number[]; // class of each
  readonly atCorners: Numbers; // votes (replicas, corners)
  readonly points: Points;
  readonly bins?: Bins; // of the points, where they were found before
  readonly votes: Uint8Array; // (replicas, points)
}

export interface Failures {
  readonly success: Interval;
  readonly succeeded: readonly boolean[];
  readonly kind: readonly (FailureKind | null)[]; // null: did not fail
  readonly kinds: ReadonlyMap<FailureKind, Interval>; // shares of all replicas
  readonly cornerOf: readonly number[]; // the one that is lost, where one is; else -1
}

/** The fewest live units with which at least a share `rarely` of replicas succeed; 0 if none. */
export function unitsNeeded(
  live: Numbers,
  succeeded: readonly boolean[],
  rarely = CRITERIA.rareBelow,
): number {
  const counts = [...new Set(Array.from(live))].filter((n) => n >= 0).sort((a, b) => a - b);
  for (const count of counts) {
    const members = succeeded.filter((_, k) => live[k] === count);
    const share = members.filter(Boolean).length / members.length;
    if (share >= Math.max(rarely, 1e-12)) return count;
  }
  return 0;
}

/** Say of each replica whether it reaches the target, and why not. */
export function failuresOf(
  symptoms: Symptoms,
  target: number,
  criteria: Criteria = CRITERIA,
): Failures {
  const kindOf = kindsBy(symptoms, target, criteria);
  const kinds = symptoms.diverged.map((_, k) => kindOf(k));
  return failuresFrom(symptoms, kinds, criteria);
}

/** What says of one replica why it failed; null: it reaches the target. */
export function kindsBy(
  symptoms: Symptoms,
  target: number,
  criteria: Criteria = CRITERIA,
): (replica: number) => FailureKind | null {
  const judge = judgeOf(symptoms, criteria);
  return (k) => (!symptoms.diverged[k] && symptoms.accuracies[k]! >= target ? null : judge(k));
}

/** Counts of kinds that were told for each replica. */
export function failuresFrom(
  symptoms: Symptoms,
  kind: readonly (FailureKind | null)[],
  criteria: Criteria = CRITERIA,
): Failures {
  const n = kind.length;
  const succeeded = kind.map((found) => found === null);
  const share = (of: FailureKind): Interval =>
    wilsonInterval(kind.filter((found) => found === of).length, n, criteria.level);
  return {
    success: wilsonInterval(succeeded.filter(Boolean).length, n, criteria.level),
    succeeded,
    kind,
    kinds: new Map(FAILURES.map((of) => [of, share(of)])),
    cornerOf: kind.map((found, k) =>
      found === "one corner lost" ? lostCorners(symptoms, k)[0]! : -1,
    ),
  };
}

function judgeOf(symptoms: Symptoms, criteria: Criteria): (replica: number) => FailureKind {
  const fall = lossFall(symptoms.losses);
  const heldOut = symptoms.heldOut ? lossFall(symptoms.heldOut) : null;
  const falls = (k: number, by: number): boolean =>
    fall[k]! > by && (heldOut === null || heldOut[k]! > 0);
  const { hidden, points } = symptoms;
  const few = Math.min(symptoms.needed, ...hidden);
  const bins = symptoms.bins ?? (points.features === 2 ? binsOf(points) : null);
  const table = standardised(points);
  return (k) => {
    if (symptoms.diverged[k]) return "diverged";
    if (symptoms.live[k]! >= 0 && symptoms.live[k]! < few) return "dead units";
    // Without a hidden layer a network is linear by nature: the reason only if it had converged.
    const fast = falls(k, hidden.length ? criteria.improvingFastAbove : criteria.improvingAbove);
    const votes = symptoms.votes.subarray(k * points.rows, (k + 1) * points.rows);
    const linear = !hidden.length || linearAgreement(votes, points, table) >= criteria.linearAbove;
    if (linear && !fast) return "a linear solution";
    const lost = lostCorners(symptoms, k).length;
    if (lost > 0 && !fast) return lost === 1 ? "one corner lost" : "several corners lost";
    const bent = hidden.length > 0 && !linear && lost === 0 && bins !== null;
    if (bent && bandAgreement(votes, bins) >= criteria.bandAbove) return "a straight band";
    return falls(k, criteria.improvingAbove) ? "still improving" : "none of these";
  };
}

function lostCorners({ corners, atCorners }: Symptoms, replica: number): number[] {
  return [...corners.keys()].filter((c) => atCorners[replica * corners.length + c] !== corners[c]);
}
