/** A worker's share of a study: some of its replicas, drawn and trained piece by piece. */

import { activationsOf, armsOf, networkOf, trainingOf } from "./arms";
import { datasetOf } from "./catalogue";
import { drawWeights, keyOf } from "./chance";
import type { Opened, StudySpec } from "./contract";
import type { Block, Kernel, Run } from "./kernel";
import {
  type Desk,
  deskFor,
  drawReplicas,
  type Kept,
  keptFor,
  rowsAt,
  type Setting,
  tableAt,
} from "./plan";
import { gapsOf } from "./scaling";
import { sizesOf } from "./splits";
import type { DATA, NETWORK, Values } from "./structures";

/** Replicas that are trained between two looks at what the page asks. */
export const BLOCK = 16;

/** Replicas that are laid out at a time, and share one packed table where rows are not drawn. */
const PIECE = 8 * BLOCK;

/** Waits for what the page may have asked meanwhile; throws where it asked for another study. */
export type Breathe = () => Promise<void>;

/** What became of some replicas of one arm, (replicas, ...) each. */
export interface Outcome {
  history: Block<Float32Array>; // (4, replicas, epochs)
  weights: Block<Float32Array>;
  epochsRun: Block<Int32Array>;
  bestEpoch: Block<Int32Array>;
  divergedAt: Block<Int32Array>;
  testLoss: Block<Float32Array>;
  testAccuracy: Block<Float32Array>;
  confusion: Block<Int32Array>;
}

export interface Trained {
  run: Run;
  outcome: Outcome;
}

export interface Piece {
  replicas: number[];
  kept: Kept;
  arms: Trained[];
}

/** The dataset, and what replica 0 sees of it. */
export type FirstReplica = Omit<Opened, "arms">;

export class Share {
  readonly setting: Setting;
  readonly networks: Values<typeof NETWORK>[];
  readonly pieces: Piece[] = [];
  firstReplica: FirstReplica | null = null;
  epoch = 0;

  /** Forgets what the kernel held before. */
  constructor(
    private readonly kernel: Kernel,
    study: StudySpec,
    private readonly replicas: number[],
  ) {
    const dataset = datasetOf(study);
    const [features, classes] = [dataset.features.length, dataset.classes.length];
    this.setting = {
      study,
      dataset,
      arms: armsOf(study, features, classes),
      sizes: sizesOf(dataset.y.length, study),
      gaps: gapsOf(dataset.x, features),
    };
    this.networks = this.setting.arms.map((arm) => {
      const widths = kernel.copy(Int32Array, arm.widths);
      return networkOf(arm, widths.at, kernel.copy(Int32Array, activationsOf(study, arm)).at);
    });
  }

  /** Draws all replicas. */
  async open(breathe: Breathe): Promise<void> {
    const desk = deskFor(this.kernel, this.setting, Math.min(PIECE, this.replicas.length));
    for (let start = 0; start < this.replicas.length; start += PIECE) {
      const replicas = this.replicas.slice(start, start + PIECE);
      const kept = keptFor(this.kernel, this.setting, replicas.length);
      const data = drawReplicas(this.kernel, this.setting, replicas, desk, kept);
      if (replicas[0] === 0) this.firstReplica = firstReplicaOf(this.setting, desk);
      const arms = [];
      for (let arm = 0; arm < this.setting.arms.length; arm++) {
        arms.push(this.openArm(arm, replicas, desk, data));
        await breathe();
      }
      this.pieces.push({ replicas, kept, arms });
    }
  }

  /** Trains every replica of every arm further, and scores it on the test rows. */
  async advance(epochs: number, breathe: Breathe): Promise<void> {
    const added = Math.min(epochs, this.setting.study.epochs - this.epoch);
    for (const { replicas, arms } of this.pieces)
      for (const { run } of arms)
        for (let first = 0; first < replicas.length; first += BLOCK) {
          const count = Math.min(BLOCK, replicas.length - first);
          for (let epoch = 0; epoch < added; epoch++) {
            this.kernel.advance(run, first, count, 1);
            await breathe();
          }
          this.kernel.score(run, first, count);
        }
    this.epoch += added;
  }

  private openArm(
    place: number,
    replicas: number[],
    desk: Desk,
    data: Values<typeof DATA>,
  ): Trained {
    const { study, dataset, arms } = this.setting;
    const arm = arms[place];
    const weights = desk.weights.array;
    replicas.forEach((replica, row) => {
      desk.key.array[0] = keyOf(study, "init", replica);
      const at = row * arm.parameters;
      const own = weights.subarray(at, at + arm.parameters);
      drawWeights(this.kernel, study.seed, desk.key, desk.words, arm, own);
    });
    const cells = dataset.classes.length ** 2;
    const outcome = outcomeFor(this.kernel, replicas.length, study.epochs, arm.parameters, cells);
    const run = this.kernel.open({
      network: this.networks[place],
      training: trainingOf(study),
      data,
      outcome: {
        history: outcome.history.at,
        weights: outcome.weights.at,
        epochs_run: outcome.epochsRun.at,
        best_epoch: outcome.bestEpoch.at,
        diverged_at: outcome.divergedAt.at,
        test_loss: outcome.testLoss.at,
        test_accuracy: outcome.testAccuracy.at,
        confusion: outcome.confusion.at,
      },
    });
    this.kernel.score(run, 0, replicas.length); // so that the first weights can be asked for
    return { run, outcome };
  }
}

function outcomeFor(
  kernel: Kernel,
  replicas: number,
  epochs: number,
  parameters: number,
  cells: number,
): Outcome {
  return {
    history: kernel.room(Float32Array, 4 * replicas * epochs),
    weights: kernel.room(Float32Array, replicas * parameters),
    epochsRun: kernel.room(Int32Array, replicas),
    bestEpoch: kernel.room(Int32Array, replicas),
    divergedAt: kernel.room(Int32Array, replicas),
    testLoss: kernel.room(Float32Array, replicas),
    testAccuracy: kernel.room(Float32Array, replicas),
    confusion: kernel.room(Int32Array, replicas * cells),
  };
}

function firstReplicaOf(setting: Setting, desk: Desk): FirstReplica {
  const part = new Uint8Array(setting.dataset.y.length);
  for (const row of rowsAt(setting, desk, "validation", 0)) part[row] = 1;
  for (const row of rowsAt(setting, desk, "test", 0)) part[row] = 2;
  const { y, features, classes, imageShape, bayesAccuracy } = setting.dataset;
  const x = tableAt(setting, desk, 0).slice();
  return { x, y: y.slice(), part, features, classes, imageShape, bayesAccuracy };
}
