/** Test accuracy of all replicas, an arm a row: bars, the mean with its interval, the best. */

import { scaleLinear } from "d3-scale";

import {
  barEdges,
  distributionOf,
  histogram,
  limitsOf,
  type Distribution,
} from "../statistics/distribution";
import type { Numbers } from "../statistics/interval";
import { bottomAxis, label, line, type Box } from "./axes";
import { assign, html, picture, setText, svg } from "./elements";
import { Format } from "./format";
import { frame, type View } from "./frame";
import type { ViewTexts } from "./texts";

export interface DistributionRow {
  readonly name: string;
  readonly accuracies: Numbers; // NaN where a replica diverged
  readonly baseline: boolean; // an arm without hidden layer, to be compared with
}

export interface DistributionModel {
  readonly rows: readonly DistributionRow[];
  readonly testRows: number; // of a replica: accuracy comes in steps of 1 / testRows; 0: no steps
  readonly bayesAccuracy: number | null;
  readonly level: number;
  /** While it trains the axis only widens; when done it is fitted to what came of it. */
  readonly epoch: number;
  readonly done: boolean;
}

const ROW = 84;
const NARROW_ROW = 92;
const FEW = 60; // replicas that are drawn one by one
const RADIUS = 3.5;
const EDGE = 18; // half a label of the axis

export function create(host: HTMLElement, texts: ViewTexts): View<DistributionModel> {
  const words = texts.distribution;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const root = picture("distribution");
  let model: DistributionModel | null = null;
  let found: Distribution[] = [];
  let limits: [number, number] = [1, 0];
  const show = frame(host, "distribution", draw);
  show.root.append(note, root);

  function draw(width: number): void {
    if (!model) return;
    const known = found.some((row) => row.values.length > 0);
    const replicas = Math.max(0, ...found.map((row) => row.values.length));
    const level = format.percent(model.level);
    setText(note, known ? words.note(format.count(replicas), level) : texts.none);
    const each = width < 480 ? NARROW_ROW : ROW;
    const box: Box = { left: EDGE, top: 22, right: width - EDGE, bottom: 22 + each * found.length };
    const scale = scaleLinear(limits, [box.left, box.right]);
    assign(root, { width, height: box.bottom + 42, "aria-label": summary() });
    const ticks = scale.ticks(Math.min(7, width / 75));
    const digits = Math.max(2, ...ticks.map((tick) => decimalsOf(tick)));
    const axis = {
      scale,
      ticks,
      format: (v: number) => format.decimal(v, digits),
      name: words.accuracy,
    };
    const parts: Element[] = ticks.map((t) =>
      line(scale(t), box.top, scale(t), box.bottom, "grid"),
    );
    parts.push(bottomAxis(axis, box));
    found.forEach((row, place) => {
      parts.push(rowOf(row, place, scale, box.top + each * (place + 1) - 12, width));
    });
    if (model.bayesAccuracy !== null) parts.push(...best(scale(model.bayesAccuracy), box));
    root.replaceChildren(...parts);
  }

  function rowOf(
    row: Distribution,
    place: number,
    scale: (value: number) => number,
    base: number,
    width: number,
  ): SVGGElement {
    const { name, baseline } = model!.rows[place]!;
    const group = svg("g", { class: baseline ? "row second" : "row first" });
    const { mean } = row;
    const told = row.values.length
      ? words.mean(format.decimal(mean.estimate), ...boundsOf(row))
      : texts.none;
    const lost = row.missing ? words.diverged(format.count(row.missing)) : "";
    const text = [told, lost].filter(Boolean).join(", ");
    // The name and its numbers stand in one line where there is room.
    const narrow = width < 480;
    const numbers = svg("tspan", narrow ? { x: EDGE, dy: 16 } : { dx: 10 }, text);
    const strong = svg("tspan", { class: "strong" }, name);
    const at = { x: EDGE, y: base - (narrow ? 62 : 54), class: "label halo" };
    group.append(svg("text", at, strong, numbers));
    if (!row.values.length) return group;
    group.prepend(svg("path", { d: marks(row, scale, base), class: "bars" }));
    const [low, , high] = row.quantiles.map((q) => scale(q.estimate)) as [number, number, number];
    const x = scale(mean.estimate);
    group.append(line(low, base, high, base, "spread"));
    if (mean.n > 1) group.append(line(scale(mean.low), base, scale(mean.high), base, "interval"));
    group.append(svg("circle", { cx: x, cy: base, r: 4.5, class: "dot" }));
    return group;
  }

  /** A dot a replica where they are few, else bars. */
  function marks(row: Distribution, scale: (value: number) => number, base: number): string {
    return row.values.length <= FEW ? dots(row, scale, base) : bars(row, scale, base);
  }

  function dots(row: Distribution, scale: (value: number) => number, base: number): string {
    const heights = new Map<number, number>();
    const arc = `a${RADIUS} ${RADIUS} 0 1 0`;
    return Array.from(row.values, (value) => {
      const place = Math.round(scale(value) / (2 * RADIUS));
      const below = heights.get(place) ?? 0;
      heights.set(place, below + 1);
      const y = Math.max(base - 9 - below * 2 * RADIUS, base - 44);
      return `M${(2 * place - 1) * RADIUS} ${y}${arc} ${2 * RADIUS} 0${arc} ${-2 * RADIUS} 0Z`;
    }).join("");
  }

  function bars(row: Distribution, scale: (value: number) => number, base: number): string {
    const step = model!.testRows ? 1 / model!.testRows : 0;
    const edges = barEdges(limits[0], limits[1], step);
    const counts = histogram(row.values, edges);
    const most = Math.max(1, ...counts);
    const round = (value: number): number => Math.round(value * 10) / 10;
    const clipped = (value: number): number =>
      scale(Math.min(Math.max(value, limits[0]), limits[1]));
    const parts = [...counts.entries()].filter(([, count]) => count > 0);
    return parts
      .map(([k, count]) => {
        const [left, right] = [clipped(edges[k]!), clipped(edges[k + 1]!)];
        const gap = right - left > 3 ? 0.5 : 0;
        const top = round(base - (44 * count) / most);
        return `M${round(left + gap)} ${base}V${top}H${round(right - gap)}V${base}Z`;
      })
      .join("");
  }

  function best(x: number, box: Box): Element[] {
    const text = `${words.best} ${format.decimal(model!.bayesAccuracy!)}`;
    const half = 3.4 * text.length;
    const at = Math.min(Math.max(x, box.left + half), box.right - half);
    return [
      line(x, box.top - 4, x, box.bottom, "ceiling"),
      label(at, box.top - 9, text, "middle", "label halo"),
    ];
  }

  function boundsOf(row: Distribution): [string, string] {
    return [format.decimal(row.mean.low), format.decimal(row.mean.high)];
  }

  function summary(): string {
    const rows = found.filter((row) => row.values.length);
    if (!rows.length) return texts.none;
    const told = rows.map((row) => {
      const name = model!.rows[found.indexOf(row)]!.name;
      return words.row(name, format.decimal(row.mean.estimate), ...boundsOf(row));
    });
    return words.summary(told.join("; "));
  }

  return {
    update(next) {
      const nothing = !found.some((row) => row.values.length > 0);
      const changed = next.rows.length !== found.length;
      const restarted = nothing || changed || next.epoch < (model?.epoch ?? 0);
      model = next;
      found = next.rows.map((row) => distributionOf(row.accuracies, next.level, true));
      const known = found.some((row) => row.values.length > 0);
      const marks = next.bayesAccuracy === null ? [] : [next.bayesAccuracy];
      const now = known ? limitsOf(found, marks) : ([0, 1] as [number, number]);
      const fitted = restarted || next.done;
      limits = fitted ? now : [Math.min(limits[0], now[0]), Math.max(limits[1], now[1])];
      show.draw();
    },
    close: () => show.close(),
  };
}

function decimalsOf(tick: number): number {
  return (String(Math.round(tick * 1e6) / 1e6).split(".")[1] ?? "").length;
}
