/**
 * Checks of a study before anything is drawn. It may come from an address that anybody wrote, so
 * every field is held to its rule, and the whole to what a page can carry.
 */

import { armsOf } from "./arms";
import type { StudySpec, Table } from "./contract";
import { OPTIONS, shapeOf } from "./dataset";
import { mustBe, oneOf, SpecificationError } from "./errors";
import { sizesOf } from "./splits";

const ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu"];
const OPTIMIZERS = ["sgd", "rmsprop", "adam", "adamw"];
const SCALINGS = ["none", "standard", "minmax"];
const SOURCES = ["data", "split", "init", "order"];

const MOST_ROWS = 200_000;
const MOST_CLASSES = 100;
const MOST_LAYERS = 8;
const MOST_WIDTH = 256;
const MOST_ARMS = 32;
const MOST_REPLICAS = 10_000;
const MOST_EPOCHS = 100_000;
const MOST_BATCH = 1_000_000;
const MOST_CELLS = 10_000_000; // values of a table
const MOST_WORK = 100_000_000; // parameters times training rows: some seconds a block and epoch
const MOST_MEMORY = 2 ** 30;
const LARGEST = 3.4028234663852886e38; // of float32

/** Throws a SpecificationError, in words for the user, where the study cannot be. */
export function checkStudy(study: StudySpec): void {
  name("data", Object.keys(OPTIONS), study.data);
  checkOptions(study);
  checkTable(study);
  list("hidden", study.hidden, 1, MOST_WIDTH, MOST_LAYERS);
  name("activation", ACTIVATIONS, study.activation);
  name("optimizer", OPTIMIZERS, study.optimizer);
  real("learning_rate", "a finite number > 0", study.learning_rate, (value) => value > 0);
  whole("batch_size", study.batch_size, 1, MOST_BATCH);
  whole("epochs", study.epochs, 1, MOST_EPOCHS);
  real("l2", "a finite number >= 0", study.l2, (value) => value >= 0);
  for (const part of ["test", "validation"] as const)
    real(part, "a share in [0, 1)", study[part], (value) => value >= 0 && value < 1);
  check("stratify", "true or false", study.stratify, typeof study.stratify === "boolean");
  name("scaling", SCALINGS, study.scaling);
  check("vary", "a list", study.vary, Array.isArray(study.vary));
  for (const source of study.vary) name("vary", SOURCES, source);
  whole("seed", study.seed, 0, Number.MAX_SAFE_INTEGER);
  whole("replicas", study.replicas, 1, MOST_REPLICAS);
  checkWidths(study.widths);
  checkSize(study);
}

function check(parameter: string, rule: string, value: unknown, holds: boolean, remedy = ""): void {
  if (!holds) throw new SpecificationError(mustBe(parameter, rule, value, remedy));
}

function name(parameter: string, names: readonly string[], value: unknown): void {
  if (typeof value !== "string" || !names.includes(value))
    throw new SpecificationError(oneOf(parameter, names, value));
}

function whole(parameter: string, value: unknown, least: number, most: number): void {
  const fits = Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
  check(parameter, `an integer in [${least}, ${most}]`, value, fits);
}

function real(
  parameter: string,
  rule: string,
  value: unknown,
  holds: (n: number) => boolean,
): void {
  check(
    parameter,
    rule,
    value,
    typeof value === "number" && Number.isFinite(value) && holds(value),
  );
}

function list(
  parameter: string,
  values: unknown,
  least: number,
  most: number,
  length: number,
): void {
  const rule = `a list of at most ${length} integers in [${least}, ${most}]`;
  check(parameter, rule, values, Array.isArray(values) && values.length <= length);
  for (const value of values as unknown[])
    check(parameter, rule, values, Number.isInteger(value) && Number(value) >= least && Number(value) <= most); // prettier-ignore
}

function checkWidths(widths: unknown): void {
  if (widths === undefined) return;
  list("widths", widths, 0, MOST_WIDTH, MOST_ARMS);
  const values = widths as number[];
  check("widths", "a list of at least one value", values, values.length > 0);
  check("widths", "a list of different values", values, new Set(values).size === values.length);
}

/** Options of the dataset, each by its own rule. */
function checkOptions(study: StudySpec): void {
  const { data, options } = study;
  check("options", "a table of numbers", options, typeof options === "object" && options !== null);
  const known = Object.keys(OPTIONS[data]);
  for (const [option, value] of Object.entries(options)) {
    if (!known.includes(option))
      throw new SpecificationError(
        known.length
          ? oneOf(`option of ${data}`, known, option)
          : `The dataset '${data}' takes no options; got '${option.slice(0, 80)}'.`,
      );
    checkOption(option, value, { ...OPTIONS[data], ...options }.classes ?? 2);
  }
}

function checkOption(option: string, value: number, classes: number): void {
  switch (option) {
    case "copies": return whole(option, value, 1, MOST_ROWS / 4); // prettier-ignore
    case "samples": return whole(option, value, classes, MOST_ROWS); // prettier-ignore
    case "classes": return whole(option, value, 2, MOST_CLASSES); // prettier-ignore
    case "noise": return real(option, "a number in [0, 1e6)", value, (n) => n >= 0 && n < 1e6); // prettier-ignore
    case "factor": return real(option, "a number in (0, 1)", value, (n) => n > 0 && n < 1); // prettier-ignore
    case "turns": return real(option, "a number in (0, 100)", value, (n) => n > 0 && n < 100); // prettier-ignore
  }
}

function checkTable({ data, table }: StudySpec): void {
  if (data !== "table") return;
  check("table", "rows of numbers with a label each", table, Boolean(table && table.y.length));
  const { x, y, features, classes } = table as Table;
  const cells = y.length * features.length;
  check("table", "of at least one column", features, features.length > 0);
  check("table", `of at most ${MOST_CELLS} values`, cells, cells <= MOST_CELLS && y.length <= MOST_ROWS); // prettier-ignore
  check("table", `of ${cells} values in its rows`, x.length, x.length === cells);
  const rule = `of 2 to ${MOST_CLASSES} classes`;
  check("y", rule, classes.length, classes.length >= 2 && classes.length <= MOST_CLASSES);
  for (const label of y)
    check("y", "an index of a class", label, label >= 0 && label < classes.length);
  for (const value of x)
    check("x", "of finite numbers, or missing", value, Number.isNaN(value) || Math.abs(value) <= LARGEST); // prettier-ignore
}

/** Refuses what a page cannot carry: too much to compute at a time, or to hold. */
function checkSize(study: StudySpec): void {
  const { rows, features, classes } = shapeOf(study);
  const sizes = sizesOf(rows, study);
  const arms = armsOf(study, features, classes);
  const largest = Math.max(...arms.map((arm) => arm.parameters));
  const work = largest * sizes.train;
  const most = MOST_WORK.toLocaleString("en");
  check("hidden", `so narrow that parameters times training rows are at most ${most}`, work, work <= MOST_WORK); // prettier-ignore
  const bytes = arms.reduce((sum, arm) => sum + bytesOf(study, arm.parameters), 0);
  const fitting = Math.floor(MOST_MEMORY / bytes);
  const remedy = "Fewer rows, epochs, neurons or widths leave room for more.";
  check("replicas", `at most ${fitting}, which is what a page has memory for`, study.replicas, study.replicas <= fitting, remedy); // prettier-ignore
}

/** Memory of one replica of an arm: its table, its rows, its weights five times, its history. */
function bytesOf(study: StudySpec, parameters: number): number {
  const { rows, features, classes } = shapeOf(study);
  const table = rows * 4 * (Math.ceil((features + 1) / 4) * 4);
  const shared = ["digits", "iris", "table"].includes(study.data) || study.options.noise === 0;
  return (
    (shared ? table / 16 : table) +
    8 * rows +
    24 * parameters +
    16 * study.epochs +
    8 * classes ** 2
  );
}
