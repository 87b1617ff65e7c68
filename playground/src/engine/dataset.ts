/** One dataset: rows, labels, names, and the noise by which rows are drawn anew. */

import type { StudySpec } from "./contract";

/** Rows and labels. With noise, `x` are centres and each replica draws its own rows. */
export interface Dataset {
  x: Float64Array; // (rows, features)
  y: Int32Array; // (rows,) index into classes
  features: string[];
  classes: string[];
  noise: number;
  imageShape: [number, number] | null;
  bayesAccuracy: number | null;
}

/** The defaults of each dataset's options, which are the library's. */
export const OPTIONS: Record<StudySpec["data"], Record<string, number>> = {
  xor: { copies: 200, noise: 0.3 },
  moons: { samples: 400, noise: 0.2 },
  circles: { samples: 400, noise: 0.1, factor: 0.5 },
  spirals: { samples: 400, noise: 0.1, turns: 1, classes: 2 },
  blobs: { samples: 300, noise: 1, classes: 3 },
  digits: {},
  iris: {},
  table: {},
};

/** How many rows a study's dataset has, without making it. */
export function shapeOf(study: StudySpec): { rows: number; features: number; classes: number } {
  const options = { ...OPTIONS[study.data], ...study.options };
  if (study.data === "table") {
    const { features, classes, y } = study.table!;
    return { rows: y.length, features: features.length, classes: classes.length };
  }
  if (study.data === "digits") return { rows: 1797, features: 64, classes: 10 };
  if (study.data === "iris") return { rows: 150, features: 4, classes: 3 };
  return {
    rows: options.samples ?? 4 * options.copies,
    features: 2,
    classes: options.classes ?? 2,
  };
}
