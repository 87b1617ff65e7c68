/** Kinds of solutions of networks that were trained on the spot. */

import { failuresOf, unitsNeeded } from "../src/statistics/failures";
import { freshAccuracies, freshSample, XOR_CENTRES, XOR_CLASSES } from "../src/statistics/fresh";
import { layersOf, liveUnits, unitActivity, type Points } from "../src/statistics/shapes";
import { solutionsOf, type SolutionKind } from "../src/statistics/solutions";
import type { DetailModel } from "../src/views/solution-detail";
import { create, type SolutionGroup } from "../src/views/solutions";
import { gridPoints, unitLines, type Grid } from "../src/views/plane";
import { ENGLISH } from "./english";
import type { Small, Trained } from "./trained";

const COARSE: Grid = { x0: [-1, 2], x1: [-1, 2], steps: 32 };
const FINE: Grid = { x0: [-1, 2], x1: [-1, 2], steps: 80 };
const TARGET = 0.88;
const SHOWN = 6;

function votesOf(network: Small, x: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: x.length / 2 }, (_, row) =>
    Number(network.margin(x[2 * row]!, x[2 * row + 1]!) > 0),
  );
}

function all(networks: readonly Small[], x: ArrayLike<number>): Uint8Array {
  const rows = x.length / 2;
  const votes = new Uint8Array(networks.length * rows);
  networks.forEach((network, k) => votes.set(votesOf(network, x), k * rows));
  return votes;
}

export function showSolutions(host: HTMLElement, { networks, history }: Trained): void {
  const replicas = networks.length;
  const epochs = history.length / 4 / replicas;
  const sample = freshSample(XOR_CENTRES, XOR_CLASSES, [1, 1, 1, 1], 0.3, 1024);
  const accuracies = freshAccuracies(all(networks, sample.x), sample);
  const points: Points = { x: sample.x, rows: sample.y.length, features: 2 };
  const layers = networks.map((network) => layersOf(network.weights, [2, network.units, 2]));
  const live = layers.map((of) => liveUnits(of, points));
  const good = Array.from(accuracies, (accuracy) => accuracy >= TARGET);
  const corners = XOR_CENTRES.flat();
  const losses = (metric: number) => ({
    values: history.subarray(metric * replicas * epochs, (metric + 1) * replicas * epochs),
    replicas,
    epochs,
  });
  const failures = failuresOf(
    {
      accuracies,
      diverged: good.map(() => false),
      hidden: [networks[0]!.units],
      live,
      needed: unitsNeeded(live, good),
      losses: losses(0),
      heldOut: losses(2),
      corners: XOR_CLASSES,
      atCorners: all(networks, corners),
      points,
      votes: all(networks, sample.x),
    },
    TARGET,
  );
  const kinds = solutionsOf(failures, accuracies, all(networks, [0.5, 0.5]));
  const coarse = gridPoints(COARSE);
  const groups: SolutionGroup[] = kinds.map((kind) => ({
    name: kind.name,
    succeeded: kind.succeeded,
    share: kind.share,
    members: kind.members.length,
    pictures: someOf(kind).map((replica) => ({
      replica,
      accuracy: accuracies[replica]!,
      votes: votesOf(networks[replica]!, coarse),
    })),
  }));
  const view = create(host, ENGLISH);
  const show = (replica: number): void => {
    const kind = kinds.find((of) => of.members.includes(replica))!;
    view.update({
      grid: COARSE,
      classes: ["0", "1"],
      features: ["x0", "x1"],
      corners: { x: Float32Array.from(corners), y: XOR_CLASSES },
      replicas,
      groups,
      detail: detailOf(networks[replica]!, replica, accuracies[replica]!, kind, points),
      onReplica: show,
    });
  };
  show(kinds[kinds.length - 1]!.typical);
}

/** The typical replica and a few evenly spread others. */
function someOf({ members, typical }: SolutionKind): number[] {
  const step = Math.max(1, members.length / SHOWN);
  const spread = Array.from({ length: SHOWN }, (_, k) => members[Math.floor(k * step)]!);
  return [...new Set([typical, ...spread])].filter((k) => k !== undefined).slice(0, SHOWN);
}

function detailOf(
  network: Small,
  replica: number,
  accuracy: number,
  { name, succeeded }: SolutionKind,
  points: Points,
): DetailModel {
  const x = gridPoints(FINE);
  const layers = layersOf(network.weights, [2, network.units, 2]);
  return {
    replica,
    accuracy,
    name,
    succeeded,
    grid: FINE,
    votes: votesOf(network, x),
    margins: [
      Float32Array.from({ length: x.length / 2 }, (_, p) =>
        network.margin(x[2 * p]!, x[2 * p + 1]!),
      ),
    ],
    lines: unitLines(network.weights, network.units),
    layers,
    active: unitActivity(layers, points)[0]!,
  };
}
