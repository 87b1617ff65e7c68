/** What one column of text becomes: the library's rules in short, judged by its values alone. */

import { NUMBER, byCharacters, truthOf } from "./labels";
import { TableProblem } from "./table-problem";

const MOST_CATEGORIES = 50;
const FEWEST_NUMBERED = 20;
const LARGEST = 3.4e38;
const HARDLY = 1e-12; // a spread below this share of the values is rounding
const COMMA = /^[+-]?\d{1,3}(,\d{3})+$/;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
const NOT_FINITE = /^[+-]?(inf|infinity)$/i;
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2})?)?$/;

export interface Encoded {
  kind:
    | "number"
    | "truth"
    | "category"
    | "constant"
    | "identifier"
    | "different"
    | "many"
    | "empty"
    | "date";
  /** Categories, where there are some. */
  count: number;
  features: { name: string; values: Float64Array }[];
}

const leftOut = (kind: Encoded["kind"], count = 0): Encoded => ({ kind, count, features: [] });

export function encode(name: string, values: string[]): Encoded {
  const distinct = [...new Set(values)];
  if (distinct.length === 1) return leftOut("constant");
  const truth = truthOf(distinct);
  if (truth)
    return single(
      name,
      "truth",
      values.map((text) => Number(text.toLowerCase() === truth[0])),
    );
  if (distinct.some((text) => NOT_FINITE.test(text))) throw new TableProblem("infinite", [name]);
  // Digits that begin with a zero are codes: as numbers they would lose it.
  const codes =
    distinct.every((text) => /^\d+$/.test(text)) && distinct.some((text) => /^0\d/.test(text));
  if (!codes) {
    const numbers = numbersOf(name, distinct);
    if (numbers)
      return asNumbers(
        name,
        values.map((text) => numbers.get(text)!),
      );
    if (distinct.every((text) => DATE.test(text))) return leftOut("date");
    refuseMixed(name, distinct);
  }
  return categories(name, values, distinct);
}

function single(name: string, kind: Encoded["kind"], numbers: number[]): Encoded {
  return { kind, count: 0, features: [{ name, values: Float64Array.from(numbers) }] };
}

/** Texts as numbers; null where some are none. A comma must have one meaning for all of them. */
function numbersOf(name: string, distinct: string[]): Map<string, number> | null {
  const plain = distinct.every((text) => NUMBER.test(text));
  if (plain) return new Map(distinct.map((text) => [text, Number(text)]));
  const commas = distinct.filter((text) => text.includes(","));
  const rest = distinct.filter((text) => !text.includes(","));
  if (commas.length === 0 || !rest.every((text) => NUMBER.test(text))) return null;
  const decimals =
    commas.every((text) => DECIMAL_COMMA.test(text)) && rest.every((text) => !text.includes("."));
  const thousands = commas.every((text) => COMMA.test(text));
  if (decimals && thousands) throw new TableProblem("comma", [name, commas[0]]);
  if (decimals) return new Map(distinct.map((text) => [text, Number(text.replace(",", "."))]));
  if (thousands) return new Map(distinct.map((text) => [text, Number(text.replaceAll(",", ""))]));
  return null;
}

function asNumbers(name: string, numbers: number[]): Encoded {
  if (numbers.some((number) => !(Math.abs(number) <= LARGEST)))
    throw new TableProblem("infinite", [name]);
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const high = numbers.reduce((a, b) => Math.max(a, b));
  if (low === high) return leftOut("constant");
  if (lost(numbers)) throw new TableProblem("precise", [name]);
  const different = new Set(numbers).size === numbers.length;
  const gapless = high - low === numbers.length - 1 && numbers.every(Number.isInteger);
  if (numbers.length >= FEWEST_NUMBERED && different && gapless) return leftOut("identifier");
  return single(name, "number", numbers);
}

/** Whether single precision, in which networks compute, moves values by a tenth of their spread. */
function lost(numbers: number[]): boolean {
  const mean = numbers.reduce((a, b) => a + b) / numbers.length;
  const spread = Math.sqrt(numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / numbers.length);
  const moved = numbers.reduce((most, n) => Math.max(most, Math.abs(n - Math.fround(n))), 0);
  const largest = numbers.reduce((most, n) => Math.max(most, Math.abs(n)), 0);
  return moved > spread / 10 && spread > HARDLY * largest;
}

/** Refuse numbers among which some texts stand, rather than take each for a category. */
function refuseMixed(name: string, distinct: string[]): void {
  const words = distinct.filter((text) => !NUMBER.test(text));
  if (distinct.length > 10 && words.length <= distinct.length / 2) {
    throw new TableProblem("mixed", [name, words[0]]);
  }
}

function categories(name: string, values: string[], distinct: string[]): Encoded {
  const count = distinct.length;
  if (count === values.length && count > 2) return leftOut("different");
  if (count > MOST_CATEGORIES || (count > values.length / 2 && count > 2))
    return leftOut("many", count);
  const ordered = distinct.sort(byCharacters);
  const features = ordered.map((category) => ({
    name: `${name}=${category}`,
    values: Float64Array.from(values, (text) => Number(text === category)),
  }));
  return { kind: "category", count, features };
}
