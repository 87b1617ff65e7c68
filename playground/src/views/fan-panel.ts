/** One metric's fan: bands and medians of up to two curves, and a single run above them. */

import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";

import type { GrowingCurves, Metric } from "../statistics/curves";
import { bottomAxis, label, leftAxis, type Box } from "./axes";
import { assign, picture, svg } from "./elements";
import { Format } from "./format";
import type { ViewTexts } from "./texts";

export interface Curve {
  readonly metric: Metric;
  readonly name: string;
}

/** A run, and the epoch that is pointed at; null: none. */
export interface Followed {
  readonly replica: number;
  readonly epoch: number | null;
}

type Hover = (at: Followed | null) => void;

const LOOKS = ["first", "second"] as const;
const [LOW, LOWER, MIDDLE, UPPER, HIGH] = [0, 1, 2, 3, 4] as const; // places in BANDS

export class Panel {
  private readonly root = picture("fan");
  private readonly axes = svg("g");
  private readonly bands = LOOKS.map((look) => ({
    outer: svg("path", { class: `band outer ${look}` }),
    inner: svg("path", { class: `band inner ${look}` }),
    edges: svg("path", { class: `edge ${look}` }),
    median: svg("path", { class: `median ${look}` }),
  }));
  private readonly runs = LOOKS.map((look) => svg("path", { class: `run ${look}` }));
  private readonly dots = LOOKS.map(() => svg("circle", { r: 3.5, class: "at" }));
  private readonly x = scaleLinear();
  private readonly y = scaleLinear();
  private box: Box = { left: 0, top: 0, right: 0, bottom: 0 };
  private curves: GrowingCurves | null = null;
  private drawn = "";
  private readonly format: Format;

  constructor(
    host: HTMLElement,
    private readonly texts: ViewTexts,
    private readonly metric: Metric,
    private readonly name: string,
    hover: Hover,
    choose: (replica: number | null) => void,
  ) {
    this.format = new Format(texts.locale);
    const layers = this.bands.flatMap(({ outer, inner, edges }) => [outer, inner, edges]);
    this.root.append(
      this.axes,
      ...layers,
      ...this.bands.map((b) => b.median),
      ...this.runs,
      ...this.dots,
    );
    host.append(this.root);
    this.root.addEventListener("pointermove", (event) => hover(this.under(event)));
    this.root.addEventListener("pointerleave", () => hover(null));
    this.root.addEventListener("click", (event) => choose(this.under(event)?.replica ?? null));
  }

  draw(
    width: number,
    curves: GrowingCurves,
    shown: readonly Curve[],
    followed: Followed | null,
    ceiling: number | null,
  ): void {
    this.curves = curves;
    const height = Math.round(Math.min(300, Math.max(210, width * 0.62)));
    this.box = { left: 42, top: 26, right: width - 16, bottom: height - 40 };
    this.scale(curves, shown, ceiling);
    this.frame(width, height, ceiling);
    const step = Math.max(1, Math.ceil(curves.known / (this.box.right - this.box.left)));
    const epochs: number[] = [];
    for (let e = 0; e < curves.known; e += step) epochs.push(e);
    if (curves.known && epochs[epochs.length - 1] !== curves.known - 1)
      epochs.push(curves.known - 1);
    this.bands.forEach((paths, place) => {
      const curve = shown[place];
      const quantiles = curve ? curves.bands(curve.metric).quantiles : null;
      const between = (low: number, high: number): string =>
        quantiles ? this.area(epochs, quantiles[low]!, quantiles[high]!) : "";
      assign(paths.outer, { d: between(LOW, HIGH) });
      assign(paths.inner, { d: between(LOWER, UPPER) });
      // The second curve's bands are outlines, so that two that lie upon each other are still two.
      const edges = quantiles && place > 0 ? [LOW, LOWER, UPPER, HIGH] : [];
      assign(paths.edges, { d: edges.map((q) => this.line(epochs, quantiles![q]!)).join("") });
      assign(paths.median, { d: quantiles ? this.line(epochs, quantiles[MIDDLE]!) : "" });
    });
    this.runs.forEach((path, place) => {
      const curve = followed ? shown[place] : undefined;
      const values = curve ? curves.curve(curve.metric, followed!.replica) : null;
      assign(path, { d: values ? this.line(epochs, values) : "" });
      this.mark(this.dots[place]!, followed, values);
    });
    this.root.classList.toggle("single", followed !== null);
    assign(this.root, { "aria-label": this.summary(curves, shown) });
  }

  private scale(curves: GrowingCurves, shown: readonly Curve[], ceiling: number | null): void {
    let [low, high] = this.metric === "loss" ? [0, 0.1] : [ceiling ?? 1, ceiling ?? 0];
    for (const { metric } of shown) {
      const { quantiles } = curves.bands(metric);
      for (let e = 0; e < curves.known; e++) {
        if (quantiles[LOW]![e]! < low) low = quantiles[LOW]![e]!;
        if (quantiles[HIGH]![e]! > high) high = quantiles[HIGH]![e]!;
      }
    }
    if (!curves.known) [low, high] = [0, 1];
    this.x.domain([1, Math.max(curves.epochs, 2)]).range([this.box.left, this.box.right]);
    this.y.domain([low, high]).range([this.box.bottom, this.box.top]).nice(5);
  }

  /** Axes are made anew only when something of them has changed. */
  private frame(width: number, height: number, ceiling: number | null): void {
    const ticks = this.x.ticks(Math.min(6, width / 70)).filter(Number.isInteger);
    const key = [width, height, ...this.x.domain(), ...this.y.domain(), ceiling].join(" ");
    if (key === this.drawn) return;
    this.drawn = key;
    assign(this.root, { width, height });
    const number = (value: number): string => this.format.number(value, 2);
    const inner = [
      leftAxis(
        { scale: this.y, ticks: this.y.ticks(5), format: number, name: this.name },
        this.box,
      ),
      bottomAxis({ scale: this.x, ticks, format: number, name: this.texts.fans.epoch }, this.box),
    ];
    this.axes.replaceChildren(...inner);
    if (ceiling === null) return;
    const y = this.y(ceiling);
    const { left, right } = this.box;
    const text = `${this.texts.fans.best} ${this.format.decimal(ceiling, 3)}`;
    const rule = svg("line", { x1: left, x2: right, y1: y, y2: y, class: "ceiling" });
    // On the left the curves are still far below.
    this.axes.append(rule, label(left + 6, y - 5, text, "start", "label halo"));
  }

  private area(epochs: number[], low: Float64Array, high: Float64Array): string {
    const shape = area<number>()
      .defined((e) => Number.isFinite(low[e]!))
      .x((e) => this.x(e + 1))
      .y0((e) => this.y(low[e]!))
      .y1((e) => this.y(high[e]!))
      .digits(1);
    return shape(epochs) ?? "";
  }

  private line(epochs: number[], values: Float64Array): string {
    const top = this.y.domain()[1]!;
    const shape = line<number>()
      .defined((e) => Number.isFinite(values[e]!))
      .x((e) => this.x(e + 1))
      .y((e) => this.y(Math.min(values[e]!, top)))
      .digits(1);
    return shape(epochs) ?? "";
  }

  private mark(dot: SVGElement, followed: Followed | null, values: Float64Array | null): void {
    const epoch = followed?.epoch ?? null;
    const value = epoch === null || !values ? NaN : values[epoch]!;
    const shown = Number.isFinite(value);
    dot.classList.toggle("hidden", !shown);
    if (shown)
      assign(dot, { cx: this.x(epoch! + 1), cy: this.y(Math.min(value, this.y.domain()[1]!)) });
  }

  /** The epoch under the pointer and the run nearest to it. */
  private under(event: MouseEvent): Followed | null {
    if (!this.curves?.known) return null;
    const { left, top } = this.root.getBoundingClientRect();
    const epoch = Math.round(this.x.invert(event.clientX - left)) - 1;
    if (epoch < 0 || epoch >= this.curves.known) return null;
    const value = this.y.invert(event.clientY - top);
    const replica = this.curves.nearest(this.metric, epoch, value);
    return replica < 0 ? null : { replica, epoch };
  }

  private summary(curves: GrowingCurves, shown: readonly Curve[]): string {
    const { fans, none } = this.texts;
    if (!curves.known) return none;
    const medians = shown.map(({ metric, name }) => {
      const middle = curves.bands(metric).quantiles[MIDDLE]!;
      const at = (epoch: number): string => this.format.decimal(middle[epoch]!, 3);
      return fans.median(name, at(0), at(curves.known - 1));
    });
    const replicas = this.format.count(curves.replicas);
    return fans.summary(this.name, replicas, this.format.count(curves.known), medians.join("; "));
  }
}
