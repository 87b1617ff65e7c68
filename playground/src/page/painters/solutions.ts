/** Kinds of solutions: every replica is judged when training rests, and some of each kind drawn. */

import type { Engine } from "../../engine/contract";
import { XOR_CENTRES, XOR_CLASSES, unitActivity } from "../../statistics";
import { gridPoints } from "../../views/plane";
import { create, type SolutionGroup } from "../../views/solutions";
import type { DetailModel } from "../../views/solution-detail";
import { isDrawnAnew } from "../law";
import type { Paint } from "./painter";
import type { Run } from "../run";
import { gridOf, linesOf, marginsAt } from "./boundary";
import { createJudge, layersIn, type Judged } from "./judge";

const STEPS = 32;
const PICTURES = 6;

export const solutions: Paint = (host, { store, texts }, engine) => {
  const view = create(host, texts.pictures);
  let clicked = false;
  const judge = createJudge(engine);
  let known: { run: Run["moment"]; arm: number; judged: Judged; groups: SolutionGroup[] } | null =
    null;
  return {
    async paint(run, status, wanted) {
      // Before fresh points are known, success would be judged by the luck of test rows.
      if (status === "playing" || (run.moment && !run.fresh && isDrawnAnew(run.study))) return;
      const { arm, replica } = store.get();
      const { classes, features } = run.opened;
      const grid = gridOf(run, STEPS);
      if (run.moment && (known?.run !== run.moment || known.arm !== arm)) {
        const judged = await judge.arm(run, arm, wanted);
        const groups = await groupsOf(engine, run, arm, judged);
        known = { run: run.moment, arm, judged, groups };
      }
      const judged = run.moment ? known!.judged : null;
      const corners = run.study.data === "xor" ? XOR_CENTRES.flat() : [];
      view.update({
        grid,
        classes,
        features: [features[0], features[1]],
        corners: { x: Float32Array.from(corners), y: corners.length ? XOR_CLASSES : [] },
        replicas: run.study.replicas,
        groups: judged ? known!.groups : [],
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

async function groupsOf(
  engine: Engine, run: Run, arm: number, { kinds, accuracies }: Judged,
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
