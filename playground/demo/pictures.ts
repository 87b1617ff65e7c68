/** Every picture with made-up data, to look at and to test. */

import "../src/views/views.css";
import "./demo.css";

import { confusionOf } from "../src/statistics/confusion";
import { GrowingCurves } from "../src/statistics/curves";
import { successByArm } from "../src/statistics/success";
import { centred, meanTemplate } from "../src/statistics/templates";
import { hardestRows } from "../src/statistics/votes";
import * as boundary from "../src/views/boundary";
import * as confusion from "../src/views/confusion";
import * as distribution from "../src/views/distribution";
import * as draw from "../src/views/draw";
import * as fans from "../src/views/fans";
import * as hardest from "../src/views/hardest";
import { gridPoints, unitLines, type Grid } from "../src/views/plane";
import * as templates from "../src/views/templates";
import * as width from "../src/views/width";
import { CLASSES, digit, kernels, SHAPE, votesOf } from "./digits";
import { ENGLISH } from "./english";
import { showSolutions } from "./solutions";
import { randoms, trained, xorRows, type Small } from "./trained";

const EPOCHS = 100;
const GRID: Grid = { x0: [-1, 2], x1: [-1, 2], steps: 64 };
const BAYES = 0.909;

function section(name: string): HTMLElement {
  const heading = document.createElement("h2");
  heading.textContent = name;
  const host = document.createElement("div");
  host.id = name;
  document.querySelector("main")!.append(heading, host);
  return host;
}

function votesOver(networks: readonly Small[], points: Float32Array): Uint8Array {
  const rows = points.length / 2;
  return Uint8Array.from({ length: networks.length * rows }, (_, at) => {
    const row = at % rows;
    const network = networks[Math.floor(at / rows)]!;
    return Number(network.margin(points[2 * row]!, points[2 * row + 1]!) > 0);
  });
}

function xorPictures(): void {
  const main = trained(300, 4, EPOCHS);
  const curves = new GrowingCurves(300, EPOCHS);
  curves.append(main.history);
  const fan = fans.create(section("fans"), ENGLISH);
  const follow = (replica: number | null): void =>
    fan.update({ curves, validation: true, bayesAccuracy: BAYES, replica, onReplica: follow });
  follow(null);
  const linear = Float32Array.from({ length: 300 }, (_, k) => 0.5 + 0.03 * Math.sin(k * k));
  linear[7] = NaN;
  const rows = [
    { name: "hidden 4", accuracies: main.testAccuracy, baseline: false },
    { name: "40 of these", accuracies: main.testAccuracy.subarray(0, 40), baseline: false },
    { name: "no hidden layer", accuracies: linear, baseline: true },
  ];
  const shown = {
    rows,
    testRows: 160,
    bayesAccuracy: BAYES,
    level: 0.95,
    epoch: EPOCHS,
    done: true,
  };
  distribution.create(section("distribution"), ENGLISH).update(shown);
  boundaryPicture(main.networks);
  const lost = main.networks.map(() => false);
  const found = confusionOf(main.confusion, 2, lost);
  confusion
    .create(section("confusion"), ENGLISH)
    .update({ confusion: found, classes: ["0", "1"], level: 0.95, show: "shares" });
  widthPicture();
  showSolutions(section("solutions"), trained(200, 3, 160));
}

function boundaryPicture(networks: readonly Small[]): void {
  const points = gridPoints(GRID);
  const { x, y } = xorRows(400, 0);
  const part = Uint8Array.from(y, (_, row) => (row % 5 === 4 ? 2 : row % 5 === 3 ? 1 : 0));
  const one = networks[0]!;
  const margin = Float32Array.from({ length: points.length / 2 }, (_, p) =>
    one.margin(points[2 * p]!, points[2 * p + 1]!),
  );
  boundary.create(section("boundary"), ENGLISH).update({
    grid: GRID,
    votes: votesOver(networks, points),
    members: networks.length,
    classes: ["0", "1"],
    features: ["x0", "x1"],
    x,
    y,
    part,
    single: { replica: 0, lines: unitLines(one.weights, one.units), margins: [margin] },
  });
}

function widthPicture(): void {
  const widths = [0, 1, 2, 3, 4, 6, 8];
  const shares = [0, 0, 0.02, 0.37, 0.66, 0.92, 0.985];
  const accuracies = shares.map((s) =>
    Float32Array.from({ length: 400 }, (_, k) => Number(k < 400 * s)),
  );
  const found = successByArm(accuracies, 0.889);
  const view = width.create(section("width"), ENGLISH);
  const show = (chosen: number): void =>
    view.update({
      arms: widths.map((w, k) => ({ width: w, parameters: 5 * w + 2, share: found[k]! })),
      target: 0.889,
      enough: 0.95,
      chosen,
      onArm: show,
    });
  show(5);
}

function digitPictures(): void {
  const random = randoms(3);
  const weights = kernels(200);
  const labels = Int32Array.from({ length: 300 }, (_, row) => row % 10);
  const x = new Float32Array(300 * 64);
  labels.forEach((class_, row) => x.set(digit(class_, random), row * 64));
  const votes = votesOf(weights, x);
  const counts = new Int32Array(200 * 100);
  votes.forEach(
    (vote, at) => counts[Math.floor(at / 300) * 100 + labels[at % 300]! * 10 + vote]!++,
  );
  const found = confusionOf(counts, 10, weights.map(() => false)); // prettier-ignore
  confusion
    .create(section("confusion-digits"), ENGLISH)
    .update({ confusion: found, classes: CLASSES, level: 0.95, show: "shares" });
  const mean = meanTemplate(weights, 64, 10);
  const view = templates.create(section("templates"), ENGLISH);
  const show = (replica: number | null): void => {
    const single =
      replica === null ? null : { replica, weights: centred(weights[replica]!, 64, 10) };
    view.update({ shape: SHAPE, classes: CLASSES, mean, replicas: 200, single, onReplica: show });
  };
  show(null);
  const errors = hardestRows(votes, labels, 10).slice(0, 12);
  hardest
    .create(section("hardest"), ENGLISH)
    .update({ shape: SHAPE, classes: CLASSES, x, y: labels, most: 16, errors, replicas: 200 });
  const sheet = draw.create(section("draw"), ENGLISH, (drawn) => {
    const tally = new Int32Array(10);
    if (drawn.some((value) => value > 0)) votesOf(weights, drawn).forEach((vote) => tally[vote]!++);
    sheet.update({ classes: CLASSES, votes: drawn.some((value) => value > 0) ? tally : null });
  });
  sheet.update({ classes: CLASSES, votes: null });
}

/**
 * Draw the fans of 1,000 replicas while they grow to 200 epochs, and take them away again: how
 * many updates that were, and the milliseconds of one on average.
 */
export function growingFans(added = 2): { updates: number; milliseconds: number } {
  const curves = new GrowingCurves(1000, 200);
  const host = section("timed");
  const view = fans.create(host, ENGLISH);
  const history = Float32Array.from({ length: 4 * 1000 * added }, (_, k) => Math.abs(Math.sin(k)));
  const start = performance.now();
  let updates = 0;
  for (; curves.known < 200; updates++) {
    curves.append(history);
    const chosen = { replica: null, onReplica: () => undefined };
    view.update({ curves, validation: true, bayesAccuracy: BAYES, ...chosen });
  }
  const milliseconds = (performance.now() - start) / updates;
  view.close();
  host.previousElementSibling?.remove();
  host.remove();
  return { updates, milliseconds };
}

xorPictures();
digitPictures();
