/** Success: what accuracy counts, which share of replicas reaches it, and with which width. */

import { CRITERIA, type Criteria } from "./criteria";
import { distributionOf, type Distribution } from "./distribution";
import { finite, type Interval, type Numbers } from "./interval";
import { meanOf } from "./means";
import { simultaneousShares, wilsonInterval } from "./shares";

export interface Success {
  readonly accuracy: Distribution; // of the replicas that did not diverge
  readonly target: number;
  readonly share: Interval; // of all replicas, diverged ones included
}

export interface WidthShare {
  readonly share: Interval; // holds for all widths at once
  readonly parameters: number;
}

/** Accuracy of always naming the most frequent class. */
export function chanceOf(labels: Numbers): number {
  const counts = new Map<number, number>();
  for (let k = 0; k < labels.length; k++) {
    counts.set(labels[k]!, (counts.get(labels[k]!) ?? 0) + 1);
  }
  return Math.max(...counts.values()) / labels.length;
}

/**
 * The accuracy that counts as success: the criteria's own, else a margin below the best possible,
 * or below the mean of the best arm where that is not known; never less than chance.
 */
export function targetOf(
  accuracies: readonly Numbers[], // of each arm, NaN where a replica diverged
  bayesAccuracy: number | null,
  chance: number,
  criteria: Criteria = CRITERIA,
): number {
  if (criteria.target !== null) return criteria.target;
  const means = accuracies.map((values) => meanOf(finite(values))).filter(Number.isFinite);
  const best = bayesAccuracy ?? (means.length ? Math.max(...means) : NaN);
  return Math.max(best - criteria.margin, chance);
}

/** Judge the replicas of an arm by their accuracies, NaN where one diverged. */
export function successOf(accuracies: Numbers, target: number, level = 0.95): Success {
  return {
    accuracy: distributionOf(accuracies, level, true),
    target,
    share: wilsonInterval(reachedBy(accuracies, target), accuracies.length, level),
  };
}

/** Each arm's share of successes with intervals that hold for all of them at once. */
export function successByArm(
  accuracies: readonly Numbers[],
  target: number,
  level = 0.95,
): Interval[] {
  return simultaneousShares(
    accuracies.map((values) => reachedBy(values, target)),
    accuracies.map((values) => values.length),
    level,
  );
}

/** The place of the arm with the fewest parameters that is certainly enough; -1 if none is. */
export function smallestEnough(arms: readonly WidthShare[], enough = CRITERIA.enough): number {
  let best = -1;
  arms.forEach((arm, place) => {
    const fewer = best < 0 || arm.parameters < arms[best]!.parameters;
    if (arm.share.low >= enough && fewer) best = place;
  });
  return best;
}

function reachedBy(accuracies: Numbers, target: number): number {
  let count = 0;
  for (let k = 0; k < accuracies.length; k++) if (accuracies[k]! >= target) count++;
  return count;
}
