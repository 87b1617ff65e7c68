/** Judges every replica of an arm: whether it succeeds, why not, and of which kind it is. */

import type { Engine, Moment } from "../../engine/contract";
import {
  CRITERIA, DIRECTIONS, binsAlong, joinedBins, XOR_CENTRES, XOR_CLASSES, failuresFrom, kindsBy, layersOf, liveUnits, solutionsOf, unitsNeeded,
  type Layer, type Points, type SolutionKind, type Symptoms,
} from "../../statistics"; // prettier-ignore
import { targetOfRun } from "../answers";
import { lawOf } from "../law";
import { divergedOf, judgedBy, partSizes, type Run } from "../run";
import { inSlices, nextTask } from "../slices";

const POINTS = 1024;

export interface Judged {
  kinds: SolutionKind[];
  accuracies: ArrayLike<number>;
  points: Points;
}

type Wanted = () => boolean;

/** Judges arms; what it learns of one moment of training it keeps for the next arm that is asked. */
export function createJudge(engine: Engine) {
  let moment: Moment | null = null;
  let lives: (Int32Array | undefined)[] = [];

  /** Live units of each replica of an arm; -1 where they are not known. */
  async function liveOf(
    run: Run,
    arm: number,
    points: Points,
    wanted: Wanted,
  ): Promise<Int32Array> {
    if (run.moment !== moment) [moment, lives] = [run.moment, []];
    return (lives[arm] ??= await liveIn(engine, run, arm, points, wanted));
  }

  /** How many live units success takes, told by all arms with as many hidden layers. */
  async function neededOf(run: Run, arm: number, points: Points, wanted: Wanted): Promise<number> {
    const depth = run.opened.arms[arm].hidden.length;
    const target = targetOfRun(run);
    const [live, succeeded]: [number[], boolean[]] = [[], []];
    for (const [other, { hidden }] of run.opened.arms.entries()) {
      if (hidden.length !== depth) continue;
      live.push(...(await liveOf(run, other, points, wanted)));
      const accuracies = judgedBy(run)[other];
      succeeded.push(...divergedOf(run, other).map((lost, k) => !lost && accuracies[k] >= target));
    }
    return unitsNeeded(live, succeeded);
  }

  return {
    async arm(run: Run, arm: number, wanted: Wanted): Promise<Judged> {
      const { replicas } = run.study;
      const accuracies = judgedBy(run)[arm];
      const points = pointsOf(run);
      const atCorners = await cornerVotes(engine, run, arm);
      const losses = (metric: "loss" | "val_loss") => ({
        values: run.curves[arm].table(metric), replicas, epochs: run.curves[arm].known }); // prettier-ignore
      const symptoms: Symptoms = {
        accuracies,
        diverged: divergedOf(run, arm),
        hidden: run.opened.arms[arm].hidden,
        live: await liveOf(run, arm, points, wanted),
        needed: await neededOf(run, arm, points, wanted),
        losses: losses("loss"),
        heldOut: partSizes(run).validation ? losses("val_loss") : null,
        corners: atCorners ? XOR_CLASSES : [],
        atCorners: atCorners?.corners ?? [],
        points,
        bins: joinedBins(points, await inSlices(DIRECTIONS, (d) => binsAlong(points, d), wanted)),
        votes: await engine.votes(arm, replicas, Float32Array.from(points.x)),
      };
      await nextTask();
      const found = await inSlices(replicas, kindsBy(symptoms, targetOfRun(run)), wanted);
      const kinds = solutionsOf(
        failuresFrom(symptoms, found),
        accuracies,
        atCorners?.middle ?? null,
      );
      return { kinds, accuracies, points };
    },
  };
}

/** Points to judge a network's shape on: of the law, which is known of all data of the plane. */
function pointsOf(run: Run): Points {
  const sample = lawOf(run.study, POINTS);
  if (sample) return { x: sample.x, rows: sample.y.length, features: 2 };
  return { x: run.opened.x, rows: run.opened.y.length, features: 2 };
}

/** Votes at the corners of XOR and in their middle; null for other data. */
async function cornerVotes(engine: Engine, run: Run, arm: number) {
  if (run.study.data !== "xor") return null;
  const places = Float32Array.from([...XOR_CENTRES.flat(), 0.5, 0.5]);
  const { replicas } = run.study;
  const votes = await engine.votes(arm, replicas, places);
  const at = (k: number, c: number): number => votes[5 * k + c];
  return {
    corners: Int32Array.from({ length: 4 * replicas }, (_, i) => at(Math.floor(i / 4), i % 4)),
    middle: Int32Array.from({ length: replicas }, (_, k) => at(k, 4)),
  };
}

async function liveIn(
  engine: Engine,
  run: Run,
  arm: number,
  points: Points,
  wanted: Wanted,
): Promise<Int32Array> {
  const { replicas, activation, scaling } = run.study;
  const known = run.opened.arms[arm].hidden.length > 0 && activation === "relu";
  if (!known || scaling !== "none") return new Int32Array(replicas).fill(-1);
  const diverged = divergedOf(run, arm);
  const weights = await Promise.all(Array.from({ length: replicas }, (_, k) => engine.weights(arm, k))); // prettier-ignore
  const live = await inSlices(
    replicas,
    (k) => (diverged[k] ? -1 : liveUnits(layersIn(run, arm, weights[k]), points, CRITERIA.unitActive)), // prettier-ignore
    wanted,
  );
  return Int32Array.from(live);
}

export function layersIn(run: Run, arm: number, weights: Float32Array): Layer[] {
  const { features, classes, arms } = run.opened;
  return layersOf(weights, [features.length, ...arms[arm].hidden, classes.length]);
}
