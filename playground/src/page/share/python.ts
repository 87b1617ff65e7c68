/** The Python code that trains the same networks. */

import type { StudySpec } from "../../engine/contract";
import { isDrawn } from "../limits";
import { usualRate } from "../state";
import { TABLE_FILE, allVary, sweepOf, targetName } from "./toml";

export function toPython(study: StudySpec): string {
  const training = [
    `optimizer=${text(study.optimizer)}`,
    study.learning_rate === usualRate(study.optimizer)
      ? ""
      : `learning_rate=${real(study.learning_rate)}`,
    `batch_size=${study.batch_size}`,
    `epochs=${study.epochs}`,
    study.l2 === 0 ? "" : `l2=${real(study.l2)}`,
  ];
  const split = [
    `test=${real(study.test)}`,
    `validation=${real(study.validation)}`,
    study.stratify ? "stratify=True" : "",
  ];
  const fields = [
    `data=${dataset(study)}`,
    `network=Network(hidden=${tuple(study.hidden)}, activation=${text(study.activation)})`,
    `training=Training(${some(training)})`,
    `split=Split(${some(split)})`,
    study.scaling === "none" ? "" : `scaling=${text(study.scaling)}`,
    `replicas=${study.replicas}`,
    `seed=${study.seed}`,
    study.widths ? `sweep={"network.hidden": [${sweepOf(study).map(tuple).join(", ")}]}` : "",
    allVary(study) ? "" : `vary=[${study.vary.map(text).join(", ")}]`,
  ].filter(Boolean);
  return [
    "from manyseeds import Network, Split, Study, Training, data",
    "",
    "study = Study(",
    ...fields.map((field) => `    ${field},`),
    ")",
    "result = study.run()",
    "print(result.findings())",
    "",
  ].join("\n");
}

function dataset(study: StudySpec): string {
  if (study.data === "table")
    return `data.table(${text(TABLE_FILE)}, target=${text(targetName(study))})`;
  const options = Object.entries(study.options).map(([name, value]) => {
    const whole = name === "copies" || name === "samples" || name === "classes";
    return `${name}=${whole || !isDrawn(study.data) ? value : real(value)}`;
  });
  return `data.${study.data}(${options.join(", ")})`;
}

const some = (parts: string[]): string => parts.filter(Boolean).join(", ");
const text = (value: string): string => JSON.stringify(value);
const real = (value: number): string =>
  Number.isInteger(value) ? value.toFixed(1) : String(value);

function tuple(widths: readonly number[]): string {
  return widths.length === 1 ? `(${widths[0]},)` : `(${widths.join(", ")})`;
}
