/** One study while it is trained: what was drawn, what is known so far, and how it goes on. */

import type { Moment, Opened, StudySpec } from "../engine/contract";

export type Status = "opening" | "ready" | "playing" | "paused" | "done" | "failed";

export const METRICS = ["loss", "accuracy", "val_loss", "val_accuracy"] as const;
export type Metric = (typeof METRICS)[number];

export interface Run {
  study: StudySpec;
  opened: Opened;
  /** Per arm: (metrics, replicas, epochs) of which the first `moment.epoch` epochs are filled. */
  history: Float32Array[];
  moment: Moment | null;
}

export function startRun(study: StudySpec, opened: Opened): Run {
  const length = METRICS.length * study.replicas * study.epochs;
  const history = opened.arms.map(() => new Float32Array(length).fill(Number.NaN));
  return { study, opened, history, moment: null };
}

/** Put the epochs that a moment adds behind those that are there. */
export function addMoment(run: Run, moment: Moment): Run {
  const { replicas, epochs } = run.study;
  const start = run.moment?.epoch ?? 0;
  const added = moment.epoch - start;
  moment.history.forEach((chunk, arm) => {
    const kept = run.history[arm];
    for (let row = 0; row < METRICS.length * replicas; row += 1) {
      kept.set(chunk.subarray(row * added, (row + 1) * added), row * epochs + start);
    }
  });
  return { ...run, moment: { ...moment, history: [] } };
}

/** Values of one metric of an arm after an epoch, counted from 0: (replicas,). */
export function valuesAt(run: Run, arm: number, metric: Metric, epoch: number): Float32Array {
  const { replicas, epochs } = run.study;
  const first = METRICS.indexOf(metric) * replicas;
  return Float32Array.from({ length: replicas }, (_, k) => run.history[arm][(first + k) * epochs + epoch]);
}

/** Epochs of one metric of a replica so far. */
export function curveOf(run: Run, arm: number, metric: Metric, replica: number): Float32Array {
  const { replicas, epochs } = run.study;
  const row = METRICS.indexOf(metric) * replicas + replica;
  return run.history[arm].subarray(row * epochs, row * epochs + (run.moment?.epoch ?? 0));
}
