/** Reads a table of one's own: delimited text to numbers, by rules that are stated beside it. */

import Papa from "papaparse";
import type { Table } from "../engine/contract";
import { encode, type Encoded } from "./columns";
import { labelsOf } from "./labels";
import { TableProblem } from "./table-problem";

export const MOST_BYTES = 20_000_000;
const MOST_ROWS = 200_000;
const FEWEST_ROWS = 10;
const MOST_CLASSES = 50;
const MISSING = new Set(["", "?", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "None", "none", "NULL", "null", "<NA>"]); // prettier-ignore

/** Text in columns, before anything is decided; null where a value is missing. */
export interface Sheet {
  name: string;
  columns: { name: string; values: (string | null)[] }[];
  rows: number;
}

export interface Treatment {
  column: string;
  kind: Encoded["kind"] | "target";
  count: number;
}

export interface Made {
  table: Table;
  treatments: Treatment[];
  leftOut: number;
}

/** Decode a file: UTF-8, UTF-16 by its mark, else Latin-1. */
export function decoded(bytes: Uint8Array): string {
  if (bytes.length > MOST_BYTES) throw new TableProblem("large");
  const mark = bytes.length > 1 ? (bytes[0] << 8) | bytes[1] : 0;
  if (mark === 0xfffe) return new TextDecoder("utf-16le").decode(bytes);
  if (mark === 0xfeff) return new TextDecoder("utf-16be").decode(bytes);
  const packed = mark === 0x504b || mark === 0x1f8b; // zip, as spreadsheets are, and gzip
  if (packed || bytes.includes(0)) throw new TableProblem("binary");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Part text into columns by the names in its first row. */
export function sheetOf(text: string, name: string): Sheet {
  if (text.length > MOST_BYTES) throw new TableProblem("large");
  if (text.includes("\0")) throw new TableProblem("binary");
  const bare = text.replace(/^\uFEFF/, "");
  const parsed = Papa.parse<string[]>(bare, { skipEmptyLines: "greedy", preview: MOST_ROWS + 2 });
  if (parsed.data.length > MOST_ROWS + 1) throw new TableProblem("large");
  if (parsed.errors.some((error) => error.type === "Quotes")) throw new TableProblem("quotes");
  const [header, ...rows] = parsed.data;
  if (!header || rows.length < 1) throw new TableProblem("empty");
  const names = header.map((cell) => cell.trim());
  while (
    names.length > 1 &&
    names.at(-1) === "" &&
    rows.every((row) => !row[names.length - 1]?.trim())
  ) {
    names.pop();
  }
  if (names.length < 2) throw new TableProblem("one");
  if (new Set(names).size < names.length || names.includes("")) throw new TableProblem("names");
  if (names.every((cell) => Number.isFinite(Number(cell)))) throw new TableProblem("header");
  const extra = (row: string[]): boolean =>
    row.slice(names.length).some((cell) => cell.trim() !== "");
  const ragged = rows.findIndex((row) => row.length < names.length || extra(row));
  if (ragged >= 0) throw new TableProblem("ragged", [String(ragged + 2)]);
  const columns = names.map((column, at) => ({
    name: column,
    values: rows.map((row) => present(row[at])),
  }));
  return { name, columns, rows: rows.length };
}

function present(cell: string | undefined): string | null {
  const text = cell?.trim() ?? "";
  return MISSING.has(text) ? null : text;
}

/** The column that most likely holds the classes: the last with few enough different values. */
export function likelyTarget(sheet: Sheet): string {
  const fits = sheet.columns.filter(({ values }) => {
    const count = new Set(values.filter((value) => value !== null)).size;
    return count >= 2 && count <= Math.min(20, sheet.rows / 3);
  });
  const named = fits.find(({ name }) =>
    /^(class|target|label|species|y|outcome|diagnosis)$/i.test(name),
  );
  return (named ?? fits.at(-1) ?? sheet.columns.at(-1)!).name;
}

/** Make numbers of a sheet: rows without a value are left out, columns become one input or more. */
export function tableOf(sheet: Sheet, target: string): Made {
  const enough = ({ values }: { values: (string | null)[] }): boolean =>
    2 * values.filter((value) => value === null).length <= sheet.rows;
  const used = sheet.columns.filter((column) => column.name === target || enough(column));
  const whole = range(sheet.rows).filter((row) => used.every(({ values }) => values[row] !== null));
  if (whole.length < FEWEST_ROWS) throw new TableProblem("few");
  const labels = whole.map((row) => used.find(({ name }) => name === target)!.values[row]!);
  const { classes, y } = labelsOf(labels);
  if (classes.length < 2 || classes.length > MOST_CLASSES) {
    throw new TableProblem("classes", [String(classes.length)]);
  }
  const features: { name: string; values: Float64Array }[] = [];
  const treatments = sheet.columns.map((column): Treatment => {
    if (column.name === target) return { column: target, kind: "target", count: classes.length };
    if (!used.includes(column)) return { column: column.name, kind: "empty", count: 0 };
    const made = encode(
      column.name,
      whole.map((row) => column.values[row]!),
    );
    features.push(...made.features);
    return { column: column.name, kind: made.kind, count: made.count };
  });
  if (features.length === 0) throw new TableProblem("nothing");
  const x = new Float64Array(whole.length * features.length);
  features.forEach(({ values }, j) =>
    values.forEach((value, i) => (x[i * features.length + j] = value)),
  );
  const names = features.map((feature) => feature.name);
  return {
    table: { name: sheet.name, features: names, classes, x, y },
    treatments,
    leftOut: sheet.rows - whole.length,
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, k) => k);
}
