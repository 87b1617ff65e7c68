/** A map of the plane on canvas: votes as colour, points, lines of hidden units, a boundary. */

import { contours } from "d3-contour";
import { scaleLinear, type ScaleLinear } from "d3-scale";

import type { VoteCounts } from "../statistics/votes";
import { classColour, css, type Colours } from "./colours";
import { drawMarker, type Part } from "./markers";

/** A grid over a rectangle of the plane, row by row from the lowest x1. */
export interface Grid {
  readonly x0: readonly [number, number];
  readonly x1: readonly [number, number];
  readonly steps: number; // points a side, the outermost on the edge
}

/** Points of the grid as rows for the engine: float32 (steps², 2). */
export function gridPoints({ x0, x1, steps }: Grid): Float32Array {
  return Float32Array.from({ length: 2 * steps * steps }, (_, at) => {
    const place = at >> 1;
    const [[low, high], k] = at % 2 === 0 ? [x0, place % steps] : [x1, Math.floor(place / steps)];
    return low + ((high - low) * k) / (steps - 1);
  });
}

/** A hidden unit's line: a x0 + b x1 + c, above zero where the unit is active. */
export interface UnitLine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The lines of a first layer: kernel (2, units), then biases, of inputs (x - shift) * factor. */
export function unitLines(
  weights: Float32Array,
  units: number,
  shift: readonly [number, number] = [0, 0],
  factor: readonly [number, number] = [1, 1],
): UnitLine[] {
  return Array.from({ length: units }, (_, unit) => {
    const a = weights[unit]! * factor[0];
    const b = weights[units + unit]! * factor[1];
    return { a, b, c: weights[2 * units + unit]! - a * shift[0] - b * shift[1] };
  });
}

const STRONGEST = 0.6; // opacity where all agree; none where they are split evenly

export class Plane {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly colours: Colours,
    private readonly grid: Grid,
    private readonly left: number,
    private readonly top: number,
    private readonly size: number,
  ) {
    this.x = scaleLinear(grid.x0, [left, left + size]);
    this.y = scaleLinear(grid.x1, [top + size, top]);
  }

  /** The class that leads, as opaque as it leads. */
  votes(counts: VoteCounts): void {
    this.field(
      (point) => counts.winner(point),
      (point) => STRONGEST * counts.lead(point),
    );
  }

  /** A class and how opaque it is at each point of the grid. */
  field(class_: (point: number) => number, opacity: (point: number) => number): void {
    const { steps } = this.grid;
    const image = new ImageData(steps, steps);
    const { data } = image; // written byte by byte: there are dozens of such fields on a page
    const palette = Array.from({ length: 5 }, (_, c) => this.colours[classColour(c)]);
    for (let point = 0; point < steps * steps; point++) {
      const row = steps - 1 - Math.floor(point / steps);
      const at = 4 * (row * steps + (point % steps));
      const colour = palette[class_(point) % palette.length]!;
      data[at] = colour[0];
      data[at + 1] = colour[1];
      data[at + 2] = colour[2];
      data[at + 3] = Math.round(255 * opacity(point));
    }
    const small = new OffscreenCanvas(steps, steps);
    small.getContext("2d")!.putImageData(image, 0, 0);
    // Points of the grid are middles of cells: half a cell reaches beyond each edge.
    const half = this.size / (steps - 1) / 2;
    this.inside(() => {
      this.context.imageSmoothingEnabled = true;
      const across = this.size + 2 * half;
      this.context.drawImage(small, this.left - half, this.top - half, across, across);
    });
  }

  /** Lines where a field over the grid is zero: the boundary of one network. */
  boundary(field: ArrayLike<number>, colour = this.colours.ink, width = 1.4): void {
    const { steps } = this.grid;
    const shape = contours().size([steps, steps]).contour(Array.from(field), 0);
    const step = this.size / (steps - 1);
    const { context } = this;
    this.inside(() => {
      context.beginPath();
      for (const ring of shape.coordinates.flat()) {
        // A value lies in the middle of its cell; rings close half a cell outside, out of sight.
        ring.forEach(([i, j], k) => {
          const x = this.left + (i! - 0.5) * step;
          const y = this.top + this.size - (j! - 0.5) * step;
          if (k) context.lineTo(x, y);
          else context.moveTo(x, y);
        });
        context.closePath();
      }
      context.strokeStyle = css(colour);
      context.lineWidth = width;
      context.stroke();
    });
  }

  /** Each unit's line, with strokes on the side where it is active. */
  units(lines: readonly UnitLine[], width = 1.6): void {
    const { context, colours } = this;
    this.inside(() => {
      for (const { a, b, c } of lines) {
        const norm = Math.hypot(a, b);
        if (!norm) continue;
        const middle = (this.grid.x0[0] + this.grid.x0[1]) / 2;
        const other = (this.grid.x1[0] + this.grid.x1[1]) / 2;
        const away = (a * middle + b * other + c) / (norm * norm);
        const [x, y] = [this.x(middle - away * a), this.y(other - away * b)];
        // Along the line, and to its active side, in pixels: y grows downwards.
        const across = Math.hypot(a / this.unit("x"), b / this.unit("y"));
        const side = [a / this.unit("x") / across, -b / this.unit("y") / across] as const;
        this.hatched(x, y, side);
      }
      for (const [colour, thick] of [
        [css(colours.paper, 0.7), width + 2],
        [css(colours.third), width],
      ] as const) {
        context.strokeStyle = colour;
        context.lineWidth = thick;
        context.stroke(this.path);
      }
      this.path = new Path2D();
    });
  }

  private path = new Path2D();

  private hatched(x: number, y: number, side: readonly [number, number]): void {
    const along = [-side[1], side[0]] as const;
    const reach = 1.5 * this.size;
    this.path.moveTo(x - reach * along[0], y - reach * along[1]);
    this.path.lineTo(x + reach * along[0], y + reach * along[1]);
    const gap = Math.max(9, this.size / 26);
    const depth = Math.max(4, this.size / 60);
    for (let at = -reach; at < reach; at += gap) {
      const [i, j] = [x + at * along[0], y + at * along[1]];
      this.path.moveTo(i, j);
      this.path.lineTo(i + depth * side[0], j + depth * side[1]);
    }
  }

  points(
    x: Float32Array,
    y: ArrayLike<number>,
    part: ArrayLike<number> | null,
    radius = 3.1,
  ): void {
    this.inside(() => {
      for (let row = 0; row < y.length; row++) {
        const of = (part ? part[row]! : 0) as Part;
        const [across, down] = [this.x(x[2 * row]!), this.y(x[2 * row + 1]!)];
        drawMarker(this.context, this.colours, y[row]!, of, across, down, radius);
      }
    });
  }

  /** Pixels of a unit of the plane. */
  private unit(axis: "x" | "y"): number {
    const [low, high] = axis === "x" ? this.grid.x0 : this.grid.x1;
    return this.size / (high - low);
  }

  private inside(draw: () => void): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(this.left, this.top, this.size, this.size);
    context.clip();
    draw();
    context.restore();
  }
}
