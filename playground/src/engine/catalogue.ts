/** Datasets by name. */

import { table as bundled } from "./bundled";
import type { StudySpec } from "./contract";
import type { Dataset } from "./dataset";
import { syntheticOf } from "./synthetic";

/** The dataset that a study names. */
export function datasetOf(study: StudySpec): Dataset {
  const synthetic = syntheticOf(study);
  if (synthetic) return synthetic;
  if (study.data === "digits" || study.data === "iris") return bundled(study.data);
  return { ...study.table!, noise: 0, imageShape: null, bayesAccuracy: null };
}
