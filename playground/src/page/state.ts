/** What the page shows: one study, and where one looks. All of it is in the address. */

import type { DatasetName, Optimizer, StudySpec } from "../engine/contract";
import { MOST_KEPT } from "./limits";

export type Language = "en" | "fr";

export interface PageState {
  study: StudySpec;
  /** Arm that is looked at. */
  arm: number;
  /** Replica that is looked at among all; null: none. */
  replica: number | null;
  /** Step of the lab, such as "1.7"; null outside of it. */
  step: string | null;
  language: Language;
}

/** Keras's step size of an optimizer. */
export function usualRate(optimizer: Optimizer): number {
  return optimizer === "sgd" ? 0.01 : 0.001;
}

const OPTIONS: Record<DatasetName, Record<string, number>> = {
  xor: { copies: 200, noise: 0.3 },
  circles: { samples: 400, noise: 0.1, factor: 0.5 },
  moons: { samples: 400, noise: 0.2 },
  spirals: { samples: 400, noise: 0.1, turns: 1, classes: 2 },
  blobs: { samples: 300, noise: 1, classes: 3 },
  digits: {},
  iris: {},
  table: {},
};

const COMMON: Omit<StudySpec, "data" | "options"> = {
  hidden: [8],
  activation: "relu",
  optimizer: "adam",
  learning_rate: 0.001,
  batch_size: 32,
  epochs: 200,
  l2: 0,
  test: 0.2,
  validation: 0.2,
  stratify: false,
  scaling: "none",
  vary: ["data", "split", "init", "order"],
  seed: 0,
  replicas: 1000,
};

const OWN: Record<DatasetName, Partial<StudySpec>> = {
  xor: { hidden: [2] },
  circles: {},
  moons: {},
  spirals: { hidden: [16, 16], learning_rate: 0.003 },
  blobs: { hidden: [4], epochs: 100 },
  digits: { hidden: [], batch_size: 128, epochs: 100, test: 0.25, validation: 0.25, replicas: 100 },
  iris: { scaling: "standard", epochs: 100 },
  table: { scaling: "standard", epochs: 100, replicas: 200 },
};

/** A dataset with the settings that suit it. */
export function usualStudy(data: DatasetName): StudySpec {
  return { ...COMMON, ...OWN[data], data, options: { ...OPTIONS[data] } };
}

export function usualState(language: Language): PageState {
  return { study: usualStudy("xor"), arm: 0, replica: null, step: null, language };
}

export function armsOf(study: StudySpec): number {
  return study.widths?.length ?? 1;
}

/** Arm to look at first: that of the network as it is drawn, if it is among those compared. */
export function usualArm(study: StudySpec): number {
  return Math.max(0, study.widths?.indexOf(study.hidden[0] ?? 0) ?? 0);
}

/** Whether the histories of a study are more than the page can hold. */
export function tooLarge(study: StudySpec): boolean {
  return study.replicas * study.epochs * armsOf(study) > MOST_KEPT;
}

/** The text by which two studies are the same; a table is the same only as an object. */
export function keyOf(study: StudySpec): string {
  const { table, ...rest } = study;
  return JSON.stringify([rest, table?.name ?? "", table ? identity(table) : 0]);
}

const known = new WeakMap<object, number>();
let counted = 0;

function identity(table: object): number {
  if (!known.has(table)) known.set(table, ++counted);
  return known.get(table)!;
}
