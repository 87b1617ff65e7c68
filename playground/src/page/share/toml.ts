/** A study as the library's TOML has it: what is not its default, tables last. */

import type { StudySpec } from "../../engine/contract";
import { SOURCES, isDrawn } from "../limits";
import { usualRate } from "../state";

/** The file that a table of one's own is saved as, beside the study. */
export const TABLE_FILE = "table.csv";

/** A number that is written with its point: a share of 0.0 is no count of 0 rows. */
interface Real {
  real: number;
}

type Value = number | string | boolean | Real | readonly Value[];

export function toToml(study: StudySpec): string {
  const sections: [string, [string, Value | undefined][]][] = [
    ["", [["scaling", study.scaling === "none" ? undefined : study.scaling], ["replicas", study.replicas], ["seed", study.seed],
      ["vary", allVary(study) ? undefined : study.vary]]],
    ["network", [["hidden", study.hidden], ["activation", study.activation]]],
    ["training", [["optimizer", study.optimizer],
      ["learning_rate", study.learning_rate === usualRate(study.optimizer) ? undefined : real(study.learning_rate)],
      ["batch_size", study.batch_size], ["epochs", study.epochs], ["l2", study.l2 === 0 ? undefined : real(study.l2)]]],
    ["split", [["test", real(study.test)], ["validation", real(study.validation)], ["stratify", study.stratify || undefined]]],
    ["sweep", study.widths ? [['"network.hidden"', sweepOf(study)]] : []],
    ["data", dataOf(study)],
  ]; // prettier-ignore
  return sections
    .filter(([, fields]) => fields.some(([, value]) => value !== undefined))
    .map(([name, fields]) => (name ? `[${name}]\n` : "") + fields.map(line).join(""))
    .join("\n");
}

/** Hidden widths of each arm: the first layer's swept, none where it is 0. */
export function sweepOf(study: StudySpec): number[][] {
  return (study.widths ?? []).map((width) => (width ? [width, ...study.hidden.slice(1)] : []));
}

export function allVary(study: StudySpec): boolean {
  return SOURCES.every((source) => study.vary.includes(source));
}

function dataOf(study: StudySpec): [string, Value][] {
  if (study.data === "table") return [["name", "table"], ["path", TABLE_FILE], ["target", targetName(study)]]; // prettier-ignore
  const options = Object.entries(study.options).map(([name, value]): [string, Value] => [
    name,
    isDrawn(study.data) && (name === "noise" || name === "factor" || name === "turns")
      ? real(value)
      : value,
  ]);
  return [["name", study.data], ...options];
}

/** A name for the column of the classes that no input has. */
export function targetName(study: StudySpec): string {
  let name = "class";
  while (study.table?.features.includes(name)) name += "_";
  return name;
}

const real = (value: number): Real => ({ real: value });

function line([name, value]: [string, Value | undefined]): string {
  return value === undefined ? "" : `${name} = ${written(value)}\n`;
}

function written(value: Value): string {
  if (isList(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value === "object")
    return Number.isInteger(value.real) ? value.real.toFixed(1) : String(value.real);
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
