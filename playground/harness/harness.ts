/** A page without controls, by which tests call the engine. */

import type { StudySpec } from "../src/engine/contract";
import { createEngine } from "../src/engine/engine";

const engine = createEngine();

/** Train a study by `steps` epochs at a time; its digest and how long it took, in seconds. */
async function train(study: StudySpec, steps: number): Promise<{ digest: string; seconds: number }> {
  const start = performance.now();
  await engine.open(study);
  let moment = await engine.advance(steps);
  while (!moment.done) moment = await engine.advance(steps);
  const seconds = (performance.now() - start) / 1000;
  return { digest: await engine.digest(), seconds };
}

Object.assign(window, { engine, train });
