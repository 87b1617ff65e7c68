/** Steps of the lab's two exercises: the study each one trains and the pictures it looks at. */

import type { DatasetName, StudySpec } from "../engine/contract";
import { usualStudy } from "./state";

export type ViewName =
  | "data" | "boundary" | "curves" | "distribution" | "width" | "confusion" | "solutions"
  | "templates" | "hardest" | "draw"; // prettier-ignore

export interface Step {
  number: string;
  views: readonly ViewName[];
  /** Whether the step's own arms are a sweep over widths. */
  sweep?: boolean;
}

const XOR: readonly Step[] = [
  { number: "1.1", views: ["data"] },
  { number: "1.2", views: ["data"] },
  { number: "1.3", views: ["data"] },
  { number: "1.4", views: ["data"] },
  { number: "1.5", views: ["boundary"] },
  { number: "1.6", views: ["curves"] },
  { number: "1.7", views: ["curves"] },
  { number: "1.8", views: ["solutions"] },
  { number: "1.9", views: ["distribution"] },
  { number: "1.10", views: ["confusion"] },
  { number: "1.11", views: ["distribution"] },
  { number: "1.12", views: ["boundary"] },
  { number: "1.13", views: ["width", "solutions"], sweep: true },
];

const DIGITS: readonly Step[] = [
  { number: "2.1", views: ["data"] },
  { number: "2.2", views: ["data"] },
  { number: "2.3", views: ["data"] },
  { number: "2.4", views: ["templates"] },
  { number: "2.5", views: ["curves"] },
  { number: "2.6", views: ["curves"] },
  { number: "2.7", views: ["distribution"] },
  { number: "2.8", views: ["confusion"] },
  { number: "2.9", views: ["distribution"] },
  { number: "2.10", views: ["confusion", "hardest", "draw"] },
];

export const STEPS: readonly Step[] = [...XOR, ...DIGITS];

export function isStep(number: string): boolean {
  return STEPS.some((step) => step.number === number);
}

/** The dataset of the exercise that a step belongs to. */
export function dataOf(number: string): DatasetName {
  return number.startsWith("2.") ? "digits" : "xor";
}

export function stepOf(number: string | null): Step | undefined {
  return STEPS.find((step) => step.number === number);
}

/** Widths of the exercise's sweep: no hidden layer is the linear classifier that cannot do it. */
const WIDTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 16];

/** The study of a step: the exercise's own, with its sweep where the step compares widths. */
export function studyOf(step: Step): StudySpec {
  if (step.number.startsWith("2.")) return usualStudy("digits");
  const study: StudySpec = { ...usualStudy("xor"), hidden: [6] };
  // The truth table is the four corners alone.
  if (step.number === "1.1") return { ...study, options: { ...study.options, noise: 0 } };
  // Fewer replicas than the lab's, as ten widths are to be seen while they train; enough to be certain.
  return step.sweep ? { ...study, widths: WIDTHS, replicas: 300 } : study;
}
