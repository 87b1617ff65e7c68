/** Axes of a picture: few ticks, faint lines across, names where there is room. */

import type { ScaleLinear } from "d3-scale";

import { svg } from "./elements";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Axis {
  readonly scale: ScaleLinear<number, number>;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly name: string;
}

/** Labelled ticks below; the name stands under their right end. */
export function bottomAxis({ scale, ticks, format, name }: Axis, box: Box): SVGGElement {
  const group = svg("g", { class: "axis" });
  group.append(line(box.left, box.bottom, box.right, box.bottom, "base"));
  for (const tick of ticks) {
    const x = scale(tick);
    group.append(
      line(x, box.bottom, x, box.bottom + 4, "tick"),
      label(x, box.bottom + 17, format(tick), "middle"),
    );
  }
  group.append(label((box.left + box.right) / 2, box.bottom + 34, name, "middle", "name"));
  return group;
}

/** Labelled ticks on the left with lines across; the name stands above, level. */
export function leftAxis({ scale, ticks, format, name }: Axis, box: Box): SVGGElement {
  const group = svg("g", { class: "axis" });
  for (const tick of ticks) {
    const y = scale(tick);
    group.append(
      line(box.left, y, box.right, y, "grid"),
      label(box.left - 6, y + 4, format(tick), "end"),
    );
  }
  if (name) group.append(label(0, box.top - 10, name, "start", "name"));
  return group;
}

export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  className: string,
): SVGLineElement {
  return svg("line", { x1, y1, x2, y2, class: className });
}

export function label(
  x: number,
  y: number,
  text: string,
  anchor: "start" | "middle" | "end" = "start",
  className = "label",
): SVGTextElement {
  return svg("text", { x, y, "text-anchor": anchor, class: className }, text);
}
