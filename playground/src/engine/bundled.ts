/** Datasets that come with the page: scikit-learn's digits and irises, written by tables.py. */

import type { Dataset } from "./dataset";
import digits from "./tables/digits.txt?raw";
import iris from "./tables/iris.txt?raw";

/** The rows of a bundled dataset. */
export function table(name: "digits" | "iris"): Dataset {
  return name === "digits" ? digitsTable() : irisTable();
}

/** A line an image: a letter a pixel, 0 to 9 and a to g, then the digit. */
function digitsTable(): Dataset {
  const lines = digits.trimEnd().split("\n");
  const classes = Array.from("0123456789");
  const side = 8;
  const x = new Float64Array(lines.length * side * side);
  lines.forEach((line, row) => {
    for (let pixel = 0; pixel < side * side; pixel++)
      x[row * side * side + pixel] = parseInt(line[pixel], 17);
  });
  const features = Array.from(
    { length: side * side },
    (_, pixel) => `pixel_${Math.floor(pixel / side)}_${pixel % side}`,
  );
  const y = Int32Array.from(lines, (line) => classes.indexOf(line[side * side]));
  return { x, y, features, classes, noise: 0, imageShape: [side, side], bayesAccuracy: null };
}

/** Names of the measures and of the species, then a line a flower with its species' number. */
function irisTable(): Dataset {
  const [features, classes, ...lines] = iris
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const x = Float64Array.from(lines.flatMap((line) => line.slice(0, features.length).map(Number)));
  const y = Int32Array.from(lines, (line) => Number(line[features.length]));
  return { x, y, features, classes, noise: 0, imageShape: null, bayesAccuracy: null };
}
