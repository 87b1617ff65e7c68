/** One study while it is trained: what was drawn, and what is known so far. */

import type { Moment, Opened, StudySpec } from "../engine/contract";
import { GrowingCurves } from "../statistics";

export type Status = "opening" | "ready" | "playing" | "paused" | "done" | "failed";

export interface Run {
  study: StudySpec;
  opened: Opened;
  /** Of each arm; they grow in place. */
  curves: GrowingCurves[];
  /** What is known of the weights of now; null before the first epoch. */
  moment: Moment | null;
  /** Accuracies on fresh points, of each arm, where the law is known; with the weights of now. */
  fresh: Float64Array[] | null;
  /** Accuracies of the same study without hidden layers, once it was trained. */
  linear: Float64Array | null;
  /** Hash of all bits, once training is over: that of the library's result. */
  digest: string | null;
}

export function startRun(study: StudySpec, opened: Opened): Run {
  const curves = opened.arms.map(() => new GrowingCurves(study.replicas, study.epochs));
  return { study, opened, curves, moment: null, fresh: null, linear: null, digest: null };
}

/** Put the epochs that a moment adds behind those that are there. */
export function addMoment(run: Run, moment: Moment): Run {
  moment.history.forEach((chunk, arm) => run.curves[arm].append(chunk));
  return { ...run, moment: { ...moment, history: [] }, fresh: null };
}

/** Rows of each part of replica 0, which all replicas have as many of. */
export function partSizes(run: Run): { train: number; validation: number; test: number } {
  const counts = [0, 0, 0];
  for (const part of run.opened.part) counts[part] += 1;
  return { train: counts[0], validation: counts[1], test: counts[2] };
}

export function divergedOf(run: Run, arm: number): boolean[] {
  return Array.from(run.moment?.divergedAt[arm] ?? [], (epoch) => epoch >= 0);
}

/** Accuracies by which success is judged, as the library does: on fresh points, else on test rows. */
export function judgedBy(run: Run): readonly ArrayLike<number>[] {
  return run.fresh ?? run.moment?.testAccuracy ?? [];
}
