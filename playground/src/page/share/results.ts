/** Results and tables as CSV, with nothing in them that a spreadsheet would run. */

import type { Table } from "../../engine/contract";
import type { Run } from "../run";

type Cell = string | number;

/** One row a replica of an arm: where it stands now. */
export function resultsCsv(run: Run): string {
  const { moment, opened, curves } = run;
  const head = ["arm", "replica", "epochs", "diverged", "loss", "accuracy", "val_loss", "val_accuracy",
    "test_loss", "test_accuracy"]; // prettier-ignore
  const rows: Cell[][] = run.fresh ? [[...head, "fresh_accuracy"]] : [head];
  if (!moment) return csv(rows);
  opened.arms.forEach((arm, a) => {
    for (let k = 0; k < run.study.replicas; k += 1) {
      const last = Math.max(0, Math.min(moment.epochsRun[a][k], curves[a].known) - 1);
      const ends = (["loss", "accuracy", "val_loss", "val_accuracy"] as const).map(
        (metric) => curves[a].at(metric, last)[k],
      );
      const row: Cell[] = [arm.label, k, moment.epochsRun[a][k], moment.divergedAt[a][k] >= 0 ? 1 : 0, ...ends,
        moment.testLoss[a][k], moment.testAccuracy[a][k]]; // prettier-ignore
      rows.push(run.fresh ? [...row, run.fresh[a][k]] : row);
    }
  });
  return csv(rows);
}

/** A table as it is learned from: numbers alone, and the class. */
export function tableCsv(table: Table, target: string): string {
  const width = table.features.length;
  // Where one class would be taken for a formula all get a mark, so that their order stays.
  const mark = table.classes.some((name) => guarded(name) !== name) ? "'" : "";
  const rows = Array.from(table.y, (label, i): Cell[] => [
    ...table.x.subarray(i * width, (i + 1) * width),
    mark + table.classes[label],
  ]);
  return csv([[...table.features, target], ...rows]);
}

function csv(rows: Cell[][]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  const safe = guarded(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Text with a leading quote where a spreadsheet would take it for a formula. */
function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
}
