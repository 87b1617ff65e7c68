/** One replica in full: its regions and half-planes, its weights, why it failed. */

import type { SolutionName } from "../statistics/solutions";
import type { Layer } from "../statistics/shapes";
import { coloursOf, css } from "./colours";
import { html, setText } from "./elements";
import { Format } from "./format";
import { sized } from "./frame";
import { Plane, type Grid, type UnitLine } from "./plane";
import type { ViewTexts } from "./texts";

export interface DetailModel {
  readonly replica: number;
  readonly accuracy: number;
  readonly name: SolutionName;
  readonly succeeded: boolean;
  readonly grid: Grid;
  readonly votes: Uint8Array; // at the grid's points
  readonly margins: readonly ArrayLike<number>[]; // of `marginsOf`: zero on the boundary
  readonly lines: readonly UnitLine[]; // of the first hidden layer
  readonly layers: readonly Layer[];
  /** On which share of points each unit of the first hidden layer is active; null: not relu. */
  readonly active: ArrayLike<number> | null;
}

/** What is the same for all replicas. */
interface Setting {
  readonly classes: readonly string[];
  readonly features: readonly string[];
  readonly corners: { readonly x: Float32Array; readonly y: ArrayLike<number> };
}

const DEAD = 0.001;

export class Detail {
  readonly root = html("div", { class: "detail", "aria-live": "polite" });
  private readonly title = html("p", { class: "title" });
  private readonly told = html("p", {});
  private readonly canvas = html("canvas", { role: "img" });
  private readonly tables = html("div", { class: "weights" });
  private readonly format: Format;
  private shown: DetailModel | null = null;

  constructor(private readonly texts: ViewTexts) {
    this.format = new Format(texts.locale);
    const legend = html("p", { class: "view-note" }, texts.solutions.legend);
    const map = html("div", {}, this.canvas, legend);
    const words = html("div", { class: "words" }, this.title, this.told, this.tables);
    this.root.append(map, words);
    this.root.hidden = true;
  }

  draw(width: number, setting: Setting, model: DetailModel | null): void {
    this.root.hidden = model === null;
    if (!model) return;
    this.map(Math.min(width, 300), setting, model);
    if (model === this.shown) return;
    this.shown = model;
    const { solutions } = this.texts;
    const { count, decimal } = this.bound();
    setText(this.title, solutions.replica(count(model.replica), decimal(model.accuracy)));
    const mark = model.succeeded ? `✓ ${solutions.succeeded}` : `✗ ${solutions.failed}`;
    const name = solutions.name(model.name, setting.classes);
    const live = model.active
      ? Array.from(model.active).filter((share) => share >= DEAD).length
      : 0;
    const units = model.active ? ` ${solutions.live(count(live), count(model.active.length))}` : "";
    setText(this.told, `${mark}: ${name}.${units}`);
    const tables = model.layers.map((layer, place) => this.table(layer, place, setting, model));
    this.tables.replaceChildren(...tables);
  }

  private bound(): { count: (v: number) => string; decimal: (v: number) => string } {
    return { count: (v) => this.format.count(v), decimal: (v) => this.format.decimal(v) };
  }

  private map(size: number, { corners }: Setting, model: DetailModel): void {
    const context = sized(this.canvas, size, size);
    const colours = coloursOf(this.root);
    const plane = new Plane(context, colours, model.grid, 0, 0, size);
    plane.field(
      (point) => model.votes[point]!,
      () => 0.42,
    );
    plane.units(model.lines, 2);
    for (const field of model.margins) plane.boundary(field, colours.ink, 2);
    plane.points(corners.x, corners.y, null, 6);
    context.strokeStyle = css(colours.muted);
    context.strokeRect(0.5, 0.5, size - 1, size - 1);
    this.canvas.setAttribute(
      "aria-label",
      this.texts.solutions.map(this.format.count(model.replica)),
    );
  }

  /** Weights of a layer: a row an input and the bias, a column a unit or class. */
  private table(layer: Layer, place: number, setting: Setting, model: DetailModel): HTMLElement {
    const { solutions } = this.texts;
    const last = place === model.layers.length - 1;
    const dead = (unit: number): boolean =>
      place === 0 && !last && model.active !== null && model.active[unit]! < DEAD;
    const unit = (k: number): string => solutions.unit(this.format.count(k + 1));
    const columns = Array.from({ length: layer.outputs }, (_, k) =>
      html(
        "th",
        { scope: "col", class: dead(k) ? "dead" : "" },
        last ? setting.classes[k]! : unit(k),
        ...(dead(k) ? [html("small", {}, solutions.dead)] : []),
      ),
    );
    const row = (name: string, weights: ArrayLike<number>, start: number): HTMLElement =>
      html(
        "tr",
        {},
        html("th", { scope: "row" }, name),
        ...Array.from({ length: layer.outputs }, (_, k) => this.weight(weights[start + k]!)),
      );
    const rows = Array.from({ length: layer.inputs }, (_, i) => {
      const name = place === 0 ? solutions.input(setting.features[i] ?? String(i)) : unit(i);
      return row(name, layer.kernel, i * layer.outputs);
    });
    const caption = html("caption", {}, solutions.layer(this.format.count(place + 1)));
    const head = html("thead", {}, html("tr", {}, html("td", {}), ...columns));
    const body = html("tbody", {}, ...rows, row(solutions.bias, layer.bias, 0));
    return html(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": solutions.weights },
      html("table", {}, caption, head, body),
    );
  }

  private weight(value: number): HTMLElement {
    const cell = html(
      "td",
      { class: value < 0 ? "negative" : "positive" },
      this.format.decimal(value, 2),
    );
    cell.style.setProperty("--strength", `${Math.min(70, 22 * Math.abs(value)).toFixed(0)}%`);
    return cell;
  }
}
