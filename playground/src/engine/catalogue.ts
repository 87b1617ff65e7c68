/** Datasets by name. */

import { table as bundled } from "./bundled";
import type { StudySpec } from "./contract";
import { type Dataset, OPTIONS } from "./dataset";
import { blobs, circles, moons, spirals, xor } from "./synthetic";

/** The dataset that a study names. */
export function datasetOf(study: StudySpec): Dataset {
  const options = { ...OPTIONS[study.data], ...study.options };
  switch (study.data) {
    case "xor": return xor(options.copies, options.noise); // prettier-ignore
    case "moons": return moons(options.samples, options.noise); // prettier-ignore
    case "circles": return circles(options.samples, options.noise, options.factor); // prettier-ignore
    case "spirals":
      return spirals(options.samples, options.noise, options.turns, options.classes);
    case "blobs": return blobs(options.samples, options.noise, options.classes); // prettier-ignore
    case "digits":
    case "iris": return bundled(study.data); // prettier-ignore
    case "table": return { ...study.table!, noise: 0, imageShape: null, bayesAccuracy: null }; // prettier-ignore
  }
}
