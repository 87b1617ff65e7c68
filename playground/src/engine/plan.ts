/** All that chance decides for some replicas, drawn into the kernel's memory before training. */

import type { Arm } from "./arms";
import { DATA as DATA_STREAM, keyOf, ORDER, SPLIT } from "./chance";
import type { StudySpec } from "./contract";
import type { Dataset } from "./dataset";
import type { Block, Kernel } from "./kernel";
import { fitScaling, mediansOf } from "./scaling";
import { type Sizes, stratified } from "./splits";
import type { DATA, Values } from "./structures";

/** What all replicas of a study have in common. */
export interface Setting {
  study: StudySpec;
  dataset: Dataset;
  arms: Arm[];
  sizes: Sizes;
  gaps: number[]; // columns in which values are missing
}

/** Room in which replicas are laid out, and used again for the next ones. */
export interface Desk {
  key: Block<Uint32Array>;
  normals: Block<Float64Array>;
  order: Block<Int32Array>;
  table: Block<Float32Array>;
  labels: Block<Int32Array>;
  train: Block<Int32Array>;
  validation: Block<Int32Array>;
  test: Block<Int32Array>;
  medians: Block<Float32Array>;
  words: Block<Uint32Array>; // of a layer
  weights: Block<Float32Array>;
}

/** What is kept of replicas once they are drawn. */
export interface Kept {
  keys: Block<Uint32Array>; // of their order streams
  shift: Block<Float32Array> | null; // (replicas, features)
  scale: Block<Float32Array> | null;
  medians: Float32Array[]; // (features,) each; none where nothing is missing
}

function drawnAnew(setting: Setting): boolean {
  return setting.dataset.noise > 0;
}

/** Room for up to `replicas` replicas. */
export function deskFor(kernel: Kernel, setting: Setting, replicas: number): Desk {
  const { dataset, sizes, arms, gaps } = setting;
  const [rows, cells] = [dataset.y.length, dataset.x.length];
  const tables = drawnAnew(setting) ? replicas : 1;
  const largest = Math.max(...arms.map((arm) => arm.parameters));
  return {
    key: kernel.room(Uint32Array, 1),
    normals: kernel.room(Float64Array, drawnAnew(setting) ? cells : 0),
    order: kernel.room(Int32Array, rows),
    table: kernel.room(Float32Array, tables * cells),
    labels: kernel.room(Int32Array, tables * rows),
    train: kernel.room(Int32Array, replicas * sizes.train),
    validation: kernel.room(Int32Array, replicas * sizes.validation),
    test: kernel.room(Int32Array, replicas * sizes.test),
    medians: kernel.room(Float32Array, gaps.length ? replicas * dataset.features.length : 0),
    words: kernel.room(Uint32Array, largest),
    weights: kernel.room(Float32Array, replicas * largest),
  };
}

/** Room for what is kept of `replicas` replicas. */
export function keptFor(kernel: Kernel, setting: Setting, replicas: number): Kept {
  const cells = replicas * setting.dataset.features.length;
  const scaled = setting.study.scaling !== "none";
  return {
    keys: kernel.room(Uint32Array, replicas),
    shift: scaled ? kernel.room(Float32Array, cells) : null,
    scale: scaled ? kernel.room(Float32Array, cells) : null,
    medians: [],
  };
}

/** Draws data, split and order keys of `replicas`; what is fitted on their rows goes to `kept`. */
export function drawReplicas(
  kernel: Kernel,
  setting: Setting,
  replicas: number[],
  desk: Desk,
  kept: Kept,
): Values<typeof DATA> {
  const { study, sizes, dataset } = setting;
  replicas.forEach((replica, place) => {
    drawTable(kernel, setting, replica, place, desk);
    drawRows(kernel, setting, replica, place, desk);
    fit(setting, place, desk, kept);
    kept.keys.array[place] = keyOf(study, "order", replica);
  });
  return {
    replicas: replicas.length,
    rows: dataset.y.length,
    shared_table: drawnAnew(setting) ? 0 : 1,
    table: desk.table.at,
    labels: desk.labels.at,
    train_count: sizes.train,
    validation_count: sizes.validation,
    test_count: sizes.test,
    train_rows: desk.train.at,
    validation_rows: desk.validation.at,
    test_rows: desk.test.at,
    medians: kept.medians.length ? desk.medians.at : 0,
    shift: kept.shift?.at,
    scale: kept.scale?.at,
    initial_weights: desk.weights.at,
    seed: BigInt(study.seed),
    order_keys: kept.keys.at,
    order_source: ORDER,
  };
}

/** The table of the replica at `place`. */
export function tableAt(setting: Setting, desk: Desk, place: number): Float32Array {
  const cells = setting.dataset.x.length;
  const at = drawnAnew(setting) ? place * cells : 0;
  return desk.table.array.subarray(at, at + cells);
}

/** The rows of a part of the replica at `place`. */
export function rowsAt(
  setting: Setting,
  desk: Desk,
  part: "train" | "validation" | "test",
  place: number,
): Int32Array {
  const count = setting.sizes[part];
  return desk[part].array.subarray(place * count, (place + 1) * count);
}

function drawTable(
  kernel: Kernel,
  setting: Setting,
  replica: number,
  place: number,
  desk: Desk,
): void {
  const { study, dataset } = setting;
  const { x, y, noise } = dataset;
  if (!drawnAnew(setting)) {
    if (place > 0) return;
    desk.table.array.set(x);
    desk.labels.array.set(y);
    return;
  }
  desk.key.array[0] = keyOf(study, "data", replica);
  kernel.normals(study.seed, DATA_STREAM, desk.key, desk.normals);
  const [normals, table] = [desk.normals.array, tableAt(setting, desk, place)];
  for (let at = 0; at < x.length; at++) table[at] = x[at] + noise * normals[at];
  desk.labels.array.set(y, place * y.length);
}

function drawRows(
  kernel: Kernel,
  setting: Setting,
  replica: number,
  place: number,
  desk: Desk,
): void {
  const { study, dataset, sizes } = setting;
  desk.key.array[0] = keyOf(study, "split", replica);
  kernel.permutation(study.seed, SPLIT, desk.key, desk.order);
  const drawn = desk.order.array;
  const order = study.stratify ? stratified(drawn, dataset.y, sizes) : drawn;
  const known = sizes.test + sizes.validation;
  rowsAt(setting, desk, "test", place).set(order.subarray(0, sizes.test));
  rowsAt(setting, desk, "validation", place).set(order.subarray(sizes.test, known));
  rowsAt(setting, desk, "train", place).set(order.subarray(known));
}

/** Fits medians and scaling of the replica at `place` on its training rows. */
function fit(setting: Setting, place: number, desk: Desk, kept: Kept): void {
  const { study, dataset, gaps } = setting;
  const features = dataset.features.length;
  const table = tableAt(setting, desk, place);
  const rows = rowsAt(setting, desk, "train", place);
  const medians = mediansOf(table, rows, features, gaps);
  if (medians) {
    kept.medians.push(medians);
    desk.medians.array.set(medians, place * features);
  }
  if (study.scaling === "none" || !kept.shift || !kept.scale) return;
  const { shift, scale } = fitScaling(table, rows, features, study.scaling, medians);
  kept.shift.array.set(shift, place * features);
  kept.scale.array.set(scale, place * features);
}
