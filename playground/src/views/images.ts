/** Small images on canvas, a pixel a value; the browser makes them larger. */

import type { Rgb } from "./colours";
import { html } from "./elements";

export type Shape = readonly [height: number, width: number];

export function imageCanvas([height, width]: Shape): HTMLCanvasElement {
  return html("canvas", { class: "pixels", width, height });
}

/** Paint values row by row, each with a colour. */
export function paint(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  colourOf: (value: number) => Rgb,
): void {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  const image = new ImageData(canvas.width, canvas.height);
  for (let at = 0; at < canvas.width * canvas.height; at++) {
    image.data.set(colourOf(values[at]!), 4 * at);
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** Lay `count` images out in rows of equal length, none narrower or wider than asked. */
export function balanced(
  grid: HTMLElement,
  count: number,
  width: number,
  [least, most]: readonly [number, number],
  gap = 10,
): void {
  const fit = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const rows = Math.max(1, Math.ceil(count / fit));
  const columns = Math.max(1, Math.ceil(count / rows));
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, ${most}px))`;
}
