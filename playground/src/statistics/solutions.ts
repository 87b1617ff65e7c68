/** Kinds of solutions, successful or failed, each with a typical replica. */

import type { FailureKind, Failures } from "./failures";
import type { Interval, Numbers } from "./interval";
import { wilsonInterval } from "./shares";

/** A kind of success by the class that is joined through the middle, or a kind of failure. */
export type SolutionName =
  { readonly joined: number } | { readonly failure: FailureKind } | "successful";

export interface SolutionKind {
  readonly name: SolutionName;
  readonly succeeded: boolean;
  readonly share: Interval; // of all replicas
  readonly members: readonly number[]; // by accuracy, ascending
  readonly typical: number; // the replica of median accuracy
}

/**
 * The most frequent kinds, successful ones first. `middle` is the class that each replica gives
 * the point between the corners, of `joinable` classes; null where there are no corners.
 * Diverged replicas have no regions and are no kind.
 */
export function solutionsOf(
  failures: Failures,
  accuracies: Numbers,
  middle: Numbers | null,
  joinable: readonly number[] = [0, 1],
  most = 6,
): SolutionKind[] {
  const { succeeded, kind } = failures;
  const all = [...succeeded.keys()];
  const found: SolutionKind[] = [];
  const add = (name: SolutionName, good: boolean, members: number[]): void => {
    if (!members.length) return;
    members.sort((a, b) => accuracies[a]! - accuracies[b]!);
    const share = wilsonInterval(members.length, all.length, failures.success.level);
    const typical = members[(members.length - 1) >> 1]!;
    found.push({ name, succeeded: good, share, members, typical });
  };
  if (middle) {
    for (const c of joinable) {
      add({ joined: c }, true, all.filter((k) => succeeded[k] && middle[k] === c)); // prettier-ignore
    }
  } else {
    add("successful", true, all.filter((k) => succeeded[k])); // prettier-ignore
  }
  for (const failure of failures.kinds.keys()) {
    if (failure === "diverged") continue;
    add({ failure }, false, all.filter((k) => kind[k] === failure)); // prettier-ignore
  }
  const frequent = found.sort((a, b) => b.share.estimate - a.share.estimate).slice(0, most);
  return frequent.sort((a, b) => Number(b.succeeded) - Number(a.succeeded));
}
