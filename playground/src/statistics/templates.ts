/** What a softmax layer on images looks for: its weights as images. */

import type { Numbers } from "./interval";

/**
 * Weights (pixels, classes) less the mean over classes of each pixel, as (classes, pixels): a
 * constant added to one pixel's weights of all classes changes no probability.
 */
export function centred(kernel: Numbers, pixels: number, classes: number): Float64Array {
  const images = new Float64Array(classes * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += kernel[pixel * classes + c]!;
    for (let c = 0; c < classes; c++) {
      images[c * pixels + pixel] = kernel[pixel * classes + c]! - sum / classes;
    }
  }
  return images;
}

/** The mean over replicas of their centred weights: (classes, pixels). */
export function meanTemplate(
  kernels: readonly Numbers[],
  pixels: number,
  classes: number,
): Float64Array {
  const mean = new Float64Array(classes * pixels);
  for (const kernel of kernels) {
    centred(kernel, pixels, classes).forEach(
      (weight, at) => (mean[at]! += weight / kernels.length),
    );
  }
  return mean;
}
