/** A page without controls, by which tests call the engine. */

import type { StudySpec } from "../src/engine/contract";
import { createEngine } from "../src/engine/engine";

const engine = createEngine();

/** A study as tests write it: numbers of a table are lists, and null is missing. */
interface Written extends Omit<StudySpec, "table"> {
  table?: Omit<NonNullable<StudySpec["table"]>, "x" | "y"> & { x: (number | null)[]; y: number[] };
}

function read(written: Written): StudySpec {
  const { table, ...rest } = written;
  if (!table) return rest;
  const x = Float64Array.from(table.x, (value) => value ?? NaN);
  return { ...rest, table: { ...table, x, y: Int32Array.from(table.y) } };
}

/** Train a study by `steps` epochs at a time; its digest and how long it took, in seconds. */
async function train(
  written: Written,
  steps: number,
): Promise<{ digest: string; seconds: number }> {
  const start = performance.now();
  await engine.open(read(written));
  let moment = await engine.advance(steps);
  while (!moment.done) moment = await engine.advance(steps);
  const seconds = (performance.now() - start) / 1000;
  return { digest: await engine.digest(), seconds };
}

/** What the engine says of a study that cannot be. */
async function refusal(written: Written): Promise<string> {
  try {
    await engine.open(read(written));
  } catch (error) {
    return String(error);
  }
  return "";
}

Object.assign(window, { engine, read, train, refusal });
