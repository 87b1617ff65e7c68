/** Kinds of solutions: every replica is judged when training rests, and some of each kind drawn. */

import type { Engine } from "../../engine/contract";
import {
  CRITERIA, XOR_CENTRES, XOR_CLASSES, failuresOf, layersOf, liveUnits, solutionsOf, unitActivity, unitsNeeded,
  type Failures, type Layer, type Points, type SolutionKind,
} from "../../statistics"; // prettier-ignore
import { gridPoints } from "../../views/plane";
import { create, type SolutionGroup } from "../../views/solutions";
import type { DetailModel } from "../../views/solution-detail";
import { targetOfRun } from "../answers";
import { lawOf } from "../law";
import { isDrawn } from "../limits";
import type { Paint } from "../painters";
import { divergedOf, judgedBy, partSizes, type Run } from "../run";
import { gridOf, linesOf, marginsAt } from "./boundary";

const STEPS = 32;
const PICTURES = 6;
const POINTS = 1024;

export const solutions: Paint = (host, { store, texts }, engine) => {
  const view = create(host, texts.pictures);
  let clicked = false;
  let known: { run: Run["moment"]; arm: number; judged: Judged } | null = null;
  return {
    async paint(run, status) {
      // Before fresh points are known, success would be judged by the luck of test rows.
      if (status === "playing" || (run.moment && !run.fresh && isDrawn(run.study.data))) return;
      const { arm, replica } = store.get();
      const { classes, features } = run.opened;
      const grid = gridOf(run, STEPS);
      if (run.moment && (known?.run !== run.moment || known.arm !== arm)) {
        known = { run: run.moment, arm, judged: await judge(engine, run, arm) };
      }
      const judged = run.moment ? known!.judged : null;
      const corners = run.study.data === "xor" ? XOR_CENTRES.flat() : [];
      view.update({
        grid,
        classes,
        features: [features[0], features[1]],
        corners: { x: Float32Array.from(corners), y: corners.length ? XOR_CLASSES : [] },
        replicas: run.study.replicas,
        groups: judged?.groups ?? [],
        detail:
          judged && replica !== null ? await detailOf(engine, run, arm, replica, judged) : null,
        onReplica(chosen) {
          clicked = true;
          store.change({ replica: chosen });
        },
      });
      if (clicked) host.querySelector(".detail")?.scrollIntoView({ block: "nearest" });
      clicked = false;
    },
    close: view.close,
  };
};

interface Judged {
  kinds: SolutionKind[];
  groups: SolutionGroup[];
  failures: Failures;
  accuracies: ArrayLike<number>;
  points: Points;
}

async function judge(engine: Engine, run: Run, arm: number): Promise<Judged> {
  const { replicas } = run.study;
  const { hidden } = run.opened.arms[arm];
  const accuracies = judgedBy(run)[arm];
  const target = targetOfRun(run);
  const diverged = divergedOf(run, arm);
  const points = pointsOf(run);
  const votes = await engine.votes(arm, replicas, Float32Array.from(points.x));
  const atCorners = await cornerVotes(engine, run, arm);
  const live = await liveOf(engine, run, arm, points);
  const losses = (metric: "loss" | "val_loss") => ({
    values: run.curves[arm].table(metric), replicas, epochs: run.curves[arm].known }); // prettier-ignore
  const succeeded = diverged.map((lost, k) => !lost && accuracies[k] >= target);
  const failures = failuresOf({
    accuracies, diverged, hidden, live, needed: unitsNeeded(live, succeeded), losses: losses("loss"),
    heldOut: partSizes(run).validation ? losses("val_loss") : null,
    corners: atCorners ? XOR_CLASSES : [], atCorners: atCorners?.corners ?? [], points, votes,
  }, target, CRITERIA); // prettier-ignore
  const kinds = solutionsOf(failures, accuracies, atCorners?.middle ?? null);
  return {
    kinds,
    failures,
    accuracies,
    points,
    groups: await groupsOf(engine, run, arm, kinds, accuracies),
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
  const votes = await engine.votes(
    arm,
    run.study.replicas,
    Float32Array.from([...XOR_CENTRES.flat(), 0.5, 0.5]),
  );
  const at = (k: number, c: number): number => votes[5 * k + c];
  const { replicas } = run.study;
  return {
    corners: Int32Array.from({ length: 4 * replicas }, (_, i) => at(Math.floor(i / 4), i % 4)),
    middle: Int32Array.from({ length: replicas }, (_, k) => at(k, 4)),
  };
}

/** Live units of each replica; -1 where it is not known. */
async function liveOf(engine: Engine, run: Run, arm: number, points: Points): Promise<Int32Array> {
  const live = new Int32Array(run.study.replicas).fill(-1);
  const { hidden } = run.opened.arms[arm];
  if (hidden.length === 0 || run.study.activation !== "relu" || run.study.scaling !== "none")
    return live;
  const weights = await Promise.all(Array.from(live, (_, k) => engine.weights(arm, k)));
  return live.map((_, k) => liveUnits(layersIn(run, arm, weights[k]), points, CRITERIA.unitActive));
}

function layersIn(run: Run, arm: number, weights: Float32Array): Layer[] {
  const { features, classes, arms } = run.opened;
  return layersOf(weights, [features.length, ...arms[arm].hidden, classes.length]);
}

async function groupsOf(
  engine: Engine, run: Run, arm: number, kinds: SolutionKind[], accuracies: ArrayLike<number>,
): Promise<SolutionGroup[]> {
  const rows = STEPS * STEPS;
  // One question for all: votes of every replica on a coarse grid.
  const votes = await engine.votes(arm, run.study.replicas, gridPoints(gridOf(run, STEPS)));
  return kinds.map(({ name, succeeded, share, members, typical }) => {
    const apart = Math.max(1, Math.floor(members.length / PICTURES));
    const others = members.filter((k, place) => k !== typical && place % apart === 0);
    const pictures = [typical, ...others].slice(0, PICTURES).map((replica) => ({
      replica,
      accuracy: accuracies[replica],
      votes: votes.slice(replica * rows, (replica + 1) * rows),
    }));
    return { name, succeeded, share, members: members.length, pictures };
  });
} // prettier-ignore

async function detailOf(
  engine: Engine,
  run: Run,
  arm: number,
  replica: number,
  judged: Judged,
): Promise<DetailModel | null> {
  const kind = judged.kinds.find(({ members }) => members.includes(replica));
  if (!kind) return null;
  const grid = gridOf(run, 64);
  const points = gridPoints(grid);
  const probabilities = await engine.predict(arm, [replica], points);
  const weights = await engine.weights(arm, replica);
  const layers = layersIn(run, arm, weights);
  const relu = run.study.activation === "relu" && layers.length > 1 && run.study.scaling === "none";
  return {
    replica,
    accuracy: judged.accuracies[replica],
    name: kind.name,
    succeeded: kind.succeeded,
    grid,
    votes: Uint8Array.from({ length: points.length / 2 }, (_, at) =>
      Number(probabilities[2 * at + 1] > probabilities[2 * at]),
    ),
    margins: await marginsAt(engine, run, arm, replica, points),
    lines: linesOf(run, arm, weights),
    layers,
    active: relu ? unitActivity(layers, judged.points)[0] : null,
  };
}
