/** The law that data is drawn from, where it is known, and accuracies under it. */

import type { Engine, StudySpec } from "../engine/contract";
import { syntheticOf } from "../engine/synthetic";
import { freshAccuracies, freshSample, type FreshSample } from "../statistics";
import type { Run } from "./run";

/** Whether each replica draws rows of its own: without noise all have the same ones. */
export function isDrawnAnew(study: StudySpec): boolean {
  return (syntheticOf(study)?.noise ?? 0) > 0;
}

/** Evenly spread points that stand for the law; null where rows are given. */
export function lawOf(study: StudySpec, points: number): FreshSample | null {
  const centres = syntheticOf(study);
  if (!centres || !isDrawnAnew(study)) return null;
  const { x, y, noise } = centres;
  const found = new Map<string, { centre: number[]; label: number; count: number }>();
  y.forEach((label, row) => {
    const centre = [x[2 * row], x[2 * row + 1]];
    const key = [...centre, label].join();
    const known = found.get(key);
    if (known) known.count += 1;
    else found.set(key, { centre, label, count: 1 });
  });
  const all = [...found.values()];
  return freshSample(
    all.map(({ centre }) => centre),
    all.map(({ label }) => label),
    all.map(({ count }) => count),
    noise,
    points,
  );
}

const POINTS = 8192;

/** Accuracies of all replicas of each arm on fresh points, NaN where one diverged; null without a law. */
export async function freshOf(engine: Engine, run: Run): Promise<Float64Array[] | null> {
  const sample = lawOf(run.study, POINTS);
  if (!sample || !run.moment) return null;
  const found: Float64Array[] = [];
  for (const arm of run.opened.arms.keys()) {
    const votes = await engine.votes(arm, run.study.replicas, sample.x);
    const { divergedAt } = run.moment;
    found.push(
      freshAccuracies(votes, sample).map((value, k) =>
        divergedAt[arm][k] < 0 ? value : Number.NaN,
      ),
    );
  }
  return found;
}

/** Replicas of the linear model at most: its accuracies differ little. */
const MOST_LINEAR = 200;

/**
 * Accuracies of the same study without hidden layers, trained to its end; null where that is what
 * the study trains itself, or it is not at its end.
 */
export async function linearOf(beside: Engine, run: Run): Promise<Float64Array | null> {
  const compared = run.opened.arms.every(({ hidden }) => hidden.length > 0);
  if (!run.moment?.done || !compared) return null;
  const replicas = Math.min(run.study.replicas, MOST_LINEAR);
  const study: StudySpec = { ...run.study, hidden: [], widths: undefined, replicas };
  const opened = await beside.open(study);
  const trained: Run = { ...run, study, opened, moment: await beside.advance(study.epochs) };
  return (
    (await freshOf(beside, trained))?.[0] ?? Float64Array.from(trained.moment!.testAccuracy[0])
  );
}
