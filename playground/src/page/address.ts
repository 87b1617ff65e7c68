/** The page's state in the address, after the `#`, which browsers send nowhere. */

import type { StudySpec } from "../engine/contract";
import {
  ACTIVATIONS, DATASETS, MOST_KEPT, MOST_ARMS, MOST_LAYERS, NUMBER_FIELDS, OPTIMIZERS, OPTIONS, RANGES,
  SCALINGS, SOURCES, WIDTH, within, type Range,
} from "./limits"; // prettier-ignore
import { dataOf, isStep, stepOf, studyOf } from "./lab-steps";
import {
  armsOf,
  tooLarge,
  usualArm,
  usualState,
  usualStudy,
  type Language,
  type PageState,
} from "./state";

/** A field of an address that was not taken, as it stood there. */
export interface Problem {
  field: string;
  value: string;
}

export interface Read {
  state: PageState;
  problems: Problem[];
}

const ARMS: Range = { low: 0, high: MOST_ARMS - 1, step: 1, whole: true };
const MOST_LENGTH = 4000;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Write a state; `fromAddress` reads the same back. A table of one's own stays out. */
export function toAddress(state: PageState): string {
  const { study } = state;
  const fields: [string, string][] = [["data", study.data]];
  for (const name of Object.keys(OPTIONS[study.data]))
    fields.push([name, String(study.options[name])]);
  fields.push(["hidden", study.hidden.join(",")]);
  if (study.widths) fields.push(["widths", study.widths.join(",")]);
  for (const name of ["activation", "optimizer", "scaling"] as const)
    fields.push([name, study[name]]);
  for (const name of NUMBER_FIELDS) fields.push([name, String(study[name])]);
  fields.push(["stratify", String(study.stratify)], ["vary", study.vary.join(",")]);
  fields.push(["arm", String(state.arm)]);
  if (state.replica !== null) fields.push(["replica", String(state.replica)]);
  if (state.step) fields.push(["step", state.step]);
  fields.push(["lang", state.language]);
  return fields
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ",")}`)
    .join("&");
}

/** Read a state; what is unknown or out of range is left as usual and named. */
export function fromAddress(fragment: string, language: Language): Read {
  const usual = usualState(language);
  const text = fragment.replace(/^#/, "");
  if (text.length > MOST_LENGTH) return { state: usual, problems: [{ field: "#", value: text }] };
  const given = [...new URLSearchParams(text)];
  const fields = new Map(given);
  let data = DATASETS.find((name) => name === fields.get("data")) ?? usual.study.data;
  // A step alone is the step's own study.
  const step = fields.has("data") ? undefined : stepOf(fields.get("step") ?? null);
  if (step) data = dataOf(step.number);
  const state: PageState = { ...usual, study: step ? studyOf(step) : usualStudy(data), arm: 0 };
  const problems = given.filter(([name, value]) => !take(state, name, value));
  if (!fields.has("arm")) state.arm = usualArm(state.study);
  const told = problems.map(([field, value]) => ({ field, value }));
  if (tooLarge(state.study)) {
    told.push({ field: "replicas", value: String(state.study.replicas) });
    state.study.replicas = Math.floor(MOST_KEPT / (state.study.epochs * armsOf(state.study)));
  }
  if (state.step && dataOf(state.step) !== data) {
    told.push({ field: "step", value: state.step });
    state.step = null;
  }
  if (state.arm >= armsOf(state.study)) state.arm = 0;
  if (state.replica !== null && state.replica >= state.study.replicas) state.replica = null;
  return { state, problems: told };
}

/** Put one field in its place; false where it has none, or its value is not allowed. */
function take(state: PageState, name: string, value: string): boolean {
  const { study } = state;
  if (name === "data") return value === study.data;
  if (Object.hasOwn(OPTIONS[study.data], name)) {
    return numberIn(value, OPTIONS[study.data][name], (found) => (study.options[name] = found));
  }
  if (Object.hasOwn(RANGES, name)) {
    const field = name as keyof typeof RANGES;
    return numberIn(value, RANGES[field], (found) => (study[field] = found));
  }
  return takeName(state, name, value) || takeList(study, name, value);
}

function numberIn(value: string, range: Range, set: (found: number) => void): boolean {
  const number = NUMBER.test(value) ? Number(value) : Number.NaN;
  if (!within(number, range)) return false;
  set(number);
  return true;
}

function takeName(state: PageState, name: string, value: string): boolean {
  const { study } = state;
  const among = <T extends string>(names: readonly T[], set: (found: T) => void): boolean => {
    const found = names.find((known) => known === value);
    if (found !== undefined) set(found);
    return found !== undefined;
  };
  switch (name) {
    case "activation":
      return among(ACTIVATIONS, (found) => (study.activation = found));
    case "optimizer":
      return among(OPTIMIZERS, (found) => (study.optimizer = found));
    case "scaling":
      return among(SCALINGS, (found) => (study.scaling = found));
    case "stratify":
      return among(["true", "false"], (found) => (study.stratify = found === "true"));
    case "lang":
      return among(["en", "fr"] as const, (found) => (state.language = found));
    case "step":
      if (isStep(value)) state.step = value;
      return isStep(value);
    case "arm":
      return numberIn(value, ARMS, (found) => (state.arm = found));
    case "replica":
      return numberIn(value, RANGES.seed, (found) => (state.replica = found));
    default:
      return false;
  }
}

function takeList(study: StudySpec, name: string, value: string): boolean {
  const parts = value === "" ? [] : value.split(",");
  if (name === "vary") {
    study.vary = SOURCES.filter((source) => parts.includes(source));
    return parts.every((part) => SOURCES.some((source) => source === part));
  }
  const least = name === "widths" ? 0 : WIDTH.low;
  const numbers = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (!numbers.every((width) => within(width, { ...WIDTH, low: least }))) return false;
  if (name === "hidden" && numbers.length <= MOST_LAYERS) {
    study.hidden = numbers;
    return true;
  }
  const different = new Set(numbers).size === numbers.length;
  if (name === "widths" && numbers.length > 0 && numbers.length <= MOST_ARMS && different) {
    study.widths = numbers;
    return true;
  }
  return false;
}
