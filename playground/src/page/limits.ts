/** What a study of the page may be: the range of each number, the choices of each name. */

import type {
  Activation,
  DatasetName,
  Optimizer,
  Scaling,
  Source,
  StudySpec,
} from "../engine/contract";

export interface Range {
  low: number;
  high: number;
  step: number;
  whole: boolean;
}

const whole = (low: number, high: number, step = 1): Range => ({ low, high, step, whole: true });
const real = (low: number, high: number, step: number): Range => ({
  low,
  high,
  step,
  whole: false,
});

export const RANGES = {
  learning_rate: real(1e-6, 10, 0.001),
  batch_size: whole(1, 4096),
  epochs: whole(1, 2000),
  l2: real(0, 10, 0.001),
  test: real(0, 0.9, 0.05),
  validation: real(0, 0.9, 0.05),
  seed: whole(0, Number.MAX_SAFE_INTEGER),
  replicas: whole(1, 10_000),
} satisfies Partial<Record<keyof StudySpec, Range>>;

export type NumberField = keyof typeof RANGES;
export const NUMBER_FIELDS = Object.keys(RANGES) as NumberField[];

export const WIDTH = whole(1, 256);
export const MOST_LAYERS = 6;
export const MOST_ARMS = 12;
/** Replica epochs of all arms that a history may hold: 16 bytes each. */
export const MOST_KEPT = 12_000_000;

export const DATASETS: readonly DatasetName[] = [
  "xor", "circles", "moons", "spirals", "blobs", "digits", "iris", "table"]; // prettier-ignore
export const ACTIVATIONS: readonly Activation[] = [
  "relu", "tanh", "sigmoid", "linear", "leaky_relu", "elu", "gelu", "silu"]; // prettier-ignore
export const OPTIMIZERS: readonly Optimizer[] = ["adam", "sgd", "rmsprop", "adamw"];
export const SCALINGS: readonly Scaling[] = ["none", "standard", "minmax"];
export const SOURCES: readonly Source[] = ["data", "split", "init", "order"];

const samples = whole(20, 4000, 20);
const classes = whole(2, 5);

/** Options of each dataset, in the order they are shown. */
export const OPTIONS: Record<DatasetName, Record<string, Range>> = {
  xor: { noise: real(0, 1, 0.01), copies: whole(5, 1000, 5) },
  circles: { noise: real(0, 1, 0.01), samples, factor: real(0.05, 0.95, 0.05) },
  moons: { noise: real(0, 1, 0.01), samples },
  spirals: { noise: real(0, 1, 0.01), samples, turns: real(0.1, 3, 0.1), classes },
  blobs: { noise: real(0, 3, 0.05), samples, classes },
  digits: {},
  iris: {},
  table: {},
};

/** Whether the law is known, so that each replica can draw rows of its own. */
export function isDrawn(data: DatasetName): boolean {
  return "noise" in OPTIONS[data];
}

export function within(value: number, range: Range): boolean {
  return value >= range.low && value <= range.high && (!range.whole || Number.isInteger(value));
}

/** The nearest value in a range. */
export function clamped(value: number, range: Range): number {
  const inside = Math.min(Math.max(value, range.low), range.high);
  return range.whole ? Math.round(inside) : inside;
}
