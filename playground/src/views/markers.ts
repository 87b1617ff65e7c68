/** Shapes of classes, so that they are told apart without colour: on canvas and in legends. */

import { classColour, css, type Colours } from "./colours";
import { html, svg } from "./elements";

// Corners about the middle, for a marker of radius 1; the first class is a disc.
const SHAPES: readonly (readonly (readonly [number, number])[] | null)[] = [
  null,
  [[0, -1.25], [1.15, 0.85], [-1.15, 0.85]], // prettier-ignore
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]], // prettier-ignore
  [[0, -1.3], [1.1, 0], [0, 1.3], [-1.1, 0]], // prettier-ignore
  [[0, 1.25], [1.15, -0.85], [-1.15, -0.85]], // prettier-ignore
];

/** How a point is drawn by its part: trained on, validated on, tested on. */
export type Part = 0 | 1 | 2;

/** Trace a class's marker. */
export function traceMarker(
  context: CanvasRenderingContext2D,
  class_: number,
  x: number,
  y: number,
  radius: number,
): void {
  const shape = SHAPES[class_ % SHAPES.length]!;
  context.beginPath();
  if (!shape) {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (const [a, b] of shape) context.lineTo(x + a * radius, y + b * radius);
  context.closePath();
}

/** Draw a point: filled if trained on, an outline if validated on, a thick one if tested on. */
export function drawMarker(
  context: CanvasRenderingContext2D,
  colours: Colours,
  class_: number,
  part: Part,
  x: number,
  y: number,
  radius: number,
): void {
  const colour = colours[classColour(class_)];
  traceMarker(context, class_, x, y, radius);
  context.lineWidth = part === 0 ? 0.9 : part === 1 ? 1 : 1.8;
  context.fillStyle = part === 0 ? css(colour) : css(colours.paper, part === 1 ? 0.75 : 1);
  context.strokeStyle = part === 0 ? css(colours.paper) : css(colour);
  context.fill();
  context.stroke();
}

/** A class's marker and name, for a legend. */
export function legendItem(class_: number, name: string): HTMLElement {
  const shape = SHAPES[class_ % SHAPES.length]!;
  const fill = `var(--${classColour(class_)})`;
  const mark = shape
    ? svg("polygon", {
        points: shape.map(([a, b]) => `${6 + 4.4 * a},${6 + 4.4 * b}`).join(" "),
        fill,
      })
    : svg("circle", { cx: 6, cy: 6, r: 4.6, fill });
  const drawn = svg("svg", { width: 12, height: 12, "aria-hidden": "true" }, mark);
  return html("span", { class: "key" }, drawn, name);
}

/** The three looks of parts, for a legend. */
export function partItem(part: Part, name: string): HTMLElement {
  const looks: Record<string, string | number>[] = [
    { fill: "var(--muted)" },
    { fill: "none", stroke: "var(--muted)", "stroke-width": 1 },
    { fill: "none", stroke: "var(--muted)", "stroke-width": 2.2 },
  ];
  const mark = svg("circle", { cx: 6, cy: 6, r: 4, ...looks[part] });
  const drawn = svg("svg", { width: 12, height: 12, "aria-hidden": "true" }, mark);
  return html("span", { class: "key" }, drawn, name);
}
