/** The arms of a study: each width that is swept is one. */

import type { StudySpec } from "./contract";
import type { Values, NETWORK, TRAINING } from "./structures";

const ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu"];
const OPTIMIZERS = ["sgd", "rmsprop", "adam", "adamw"];

/** One network, with the widths its dataset gives it. */
export interface Arm {
  label: string;
  hidden: number[];
  widths: number[]; // features, hidden widths, classes
  parameters: number;
}

/** The networks that a study compares; one without a label where it sweeps nothing. */
export function armsOf(study: StudySpec, features: number, classes: number): Arm[] {
  const { hidden, widths } = study;
  if (!widths) return [armOf("", hidden, features, classes)];
  return widths.map((width) => {
    const swept = width ? [width, ...hidden.slice(1)] : [];
    return armOf(`hidden=${swept.join("x") || "none"}`, swept, features, classes);
  });
}

function armOf(label: string, hidden: number[], features: number, classes: number): Arm {
  const widths = [features, ...hidden, classes];
  const parameters = widths.slice(1).reduce((sum, width, l) => sum + (widths[l] + 1) * width, 0);
  return { label, hidden, widths, parameters };
}

/** The kernel's code for the activation of each layer; the last is linear. */
export function activationsOf(study: StudySpec, arm: Arm): number[] {
  return [...arm.hidden.map(() => ACTIVATIONS.indexOf(study.activation)), 0];
}

/** An arm's layers as the kernel reads them; the lists are at these places of its memory. */
export function networkOf(arm: Arm, widths: number, activations: number): Values<typeof NETWORK> {
  return { layers: arm.widths.length - 1, widths, activations };
}

/** How every arm is trained; what a study does not say has the library's defaults. */
export function trainingOf(study: StudySpec): Values<typeof TRAINING> {
  return {
    optimizer: OPTIMIZERS.indexOf(study.optimizer),
    epochs: study.epochs,
    batch_size: study.batch_size,
    patience: -1,
    learning_rate: study.learning_rate,
    beta_1: 0.9,
    beta_2: 0.999,
    rho: 0.9,
    epsilon: 1e-7,
    weight_decay: study.optimizer === "adamw" ? 0.004 : 0,
    l2: study.l2,
    divergence_loss: 1e6,
  };
}
