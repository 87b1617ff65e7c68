/** The classes of a table as the library reads them: truths, whole numbers by size, or text. */

import { TableProblem } from "./table-problem";

const TRUTHS = [["true", "false"], ["yes", "no"], ["t", "f"], ["y", "n"]]; // prettier-ignore
export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const TRUE_OR_FALSE = /^(true|True|TRUE|false|False|FALSE)$/; // of classes, no other words
const CODE = /^[+-]?0\d/;
const EXACT = 2 ** 53;

export interface Labels {
  classes: string[];
  y: Int32Array; // (rows,) index into classes
}

export function labelsOf(labels: string[]): Labels {
  const distinct = [...new Set(labels)];
  if (distinct.every((text) => TRUE_OR_FALSE.test(text))) {
    const classes = ["false", "true"].filter((word) =>
      distinct.some((text) => text.toLowerCase() === word),
    );
    return placed(labels, classes, (label) => classes.indexOf(label.toLowerCase()));
  }
  const numbers = distinct.every((text) => NUMBER.test(text)) && !distinct.some((text) => CODE.test(text)); // prettier-ignore
  if (numbers) return ofNumbers(labels, distinct);
  const classes = distinct.sort(byCharacters);
  const places = new Map(classes.map((label, place) => [label, place]));
  return placed(labels, classes, (label) => places.get(label)!);
}

/** The pair of words for true and false that all texts are of, in any case; undefined: none. */
export function truthOf(distinct: string[]): string[] | undefined {
  const words = new Set(distinct.map((text) => text.toLowerCase()));
  if (words.size !== 2) return undefined;
  return TRUTHS.find((pair) => pair.every((word) => words.has(word)));
}

/** Text in the order of its characters, those beyond the first 65,536 last, as Python has it. */
export function byCharacters(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const apart = left[at].codePointAt(0)! - right[at].codePointAt(0)!;
    if (apart) return apart;
  }
  return left.length - right.length;
}

/** Numbers that are written in two ways are one class. */
function ofNumbers(labels: string[], distinct: string[]): Labels {
  const values = [...new Set(distinct.map(Number))].sort((a, b) => a - b);
  if (!values.every((value) => Number.isInteger(value) && Math.abs(value) < EXACT)) {
    throw new TableProblem("fractions");
  }
  const places = new Map(values.map((value, place) => [value, place]));
  return placed(labels, values.map((value) => String(value || 0)), (label) => places.get(Number(label))!); // prettier-ignore
}

function placed(labels: string[], classes: string[], placeOf: (label: string) => number): Labels {
  return { classes, y: Int32Array.from(labels, placeOf) };
}
