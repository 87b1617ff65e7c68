/** The map of votes, with one replica's own boundary and half-planes where one is chosen. */

import type { Engine } from "../../engine/contract";
import { marginsOf } from "../../statistics";
import { create } from "../../views/boundary";
import { gridPoints, unitLines, type Grid, type UnitLine } from "../../views/plane";
import type { Paint } from "./painter";
import type { Run } from "../run";

/** Replicas that vote at most: the picture of more would not differ. */
const MOST_MEMBERS = 1000;
const STEPS = 64;
const STEPS_PLAYING = 36;

export const boundary: Paint = (host, { store, texts }, engine) => {
  const view = create(host, texts.pictures);
  return {
    async paint(run, status) {
      const { arm, replica } = store.get();
      const grid = gridOf(run, status === "playing" ? STEPS_PLAYING : STEPS);
      const points = gridPoints(grid);
      const members = run.moment ? Math.min(run.study.replicas, MOST_MEMBERS) : 0;
      const votes = members ? await engine.votes(arm, members, points) : new Uint8Array();
      const single =
        members && replica !== null ? await singleOf(engine, run, arm, replica, points) : null;
      const { classes, features, x, y, part } = run.opened;
      view.update({
        grid,
        votes,
        members,
        classes,
        features: [features[0], features[1]],
        x,
        y,
        part,
        single,
      });
    },
    close: view.close,
  };
};

/** A square that holds all rows of replica 0; the lab's own for XOR. */
export function gridOf(run: Run, steps: number): Grid {
  if (run.study.data === "xor") return { x0: [-1, 2], x1: [-1, 2], steps };
  const { x } = run.opened;
  const ends = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = axis; at < x.length; at += 2) {
      low = Math.min(low, x[at]);
      high = Math.max(high, x[at]);
    }
    return { middle: (low + high) / 2, half: (high - low) / 2 };
  });
  const around = ({ middle, half }: { middle: number; half: number }): [number, number] => {
    const reach = 1.1 * (half || 1);
    return [middle - reach, middle + reach];
  };
  return { x0: around(ends[0]), x1: around(ends[1]), steps };
}

async function singleOf(
  engine: Engine,
  run: Run,
  arm: number,
  replica: number,
  points: Float32Array,
) {
  const margins = await marginsAt(engine, run, arm, replica, points);
  const lines = linesOf(run, arm, await engine.weights(arm, replica));
  return { replica, lines, margins };
}

/** Fields that are zero on a replica's boundary: one for two classes, else one a class. */
export async function marginsAt(
  engine: Engine,
  run: Run,
  arm: number,
  replica: number,
  points: Float32Array,
) {
  return marginsOf(await engine.predict(arm, [replica], points), run.opened.classes.length);
}

/** Lines of the first hidden layer; none where inputs are scaled by each replica's own rows. */
export function linesOf(run: Run, arm: number, weights: Float32Array): UnitLine[] {
  const [units] = run.opened.arms[arm].hidden;
  return units === undefined || run.study.scaling !== "none" ? [] : unitLines(weights, units);
}
