/** Random streams by source, and what a replica's draw of first weights is. */

import type { Arm } from "./arms";
import type { Source, StudySpec } from "./contract";
import type { Block, Kernel } from "./kernel";

export const DATA = 1;
export const SPLIT = 2;
export const INIT = 3;
export const ORDER = 4;

/** The replica whose stream of `source` a replica follows: replica 0's if the source is held. */
export function keyOf(study: StudySpec, source: Source, replica: number): number {
  return study.vary.includes(source) ? replica : 0;
}

/** Glorot's uniform distribution (Glorot, Bengio 2010, eq. 16); biases are zero. */
export function drawWeights(
  kernel: Kernel,
  seed: number,
  key: Block<Uint32Array>,
  words: Block<Uint32Array>,
  arm: Arm,
  out: Float32Array,
): void {
  let at = 0;
  for (let layer = 0; layer + 1 < arm.widths.length; layer++) {
    const [inputs, outputs] = arm.widths.slice(layer, layer + 2);
    const limit = Math.sqrt(3 * (2 / (inputs + outputs)));
    kernel.words(seed, INIT, key, layer, inputs * outputs, words);
    for (const word of words.array.subarray(0, inputs * outputs))
      out[at++] = limit * (2 * ((word + 0.5) * 2 ** -32) - 1);
    out.fill(0, at, at + outputs);
    at += outputs;
  }
}
