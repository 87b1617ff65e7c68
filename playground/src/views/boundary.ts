/** How replicas vote over the plane: from one replica to all, with the points of replica 0. */

import { VoteCounts } from "../statistics/votes";
import { coloursOf, css, type Colours } from "./colours";
import { assign, html, setText, svg } from "./elements";
import { Format } from "./format";
import { frame, sized, type View } from "./frame";
import { legendItem, partItem, type Part } from "./markers";
import { Plane, type Grid, type UnitLine } from "./plane";
import { slider } from "./slider";
import type { ViewTexts } from "./texts";

export interface BoundaryModel {
  readonly grid: Grid;
  readonly votes: Uint8Array; // (members, steps²), of `Engine.votes` at `gridPoints(grid)`
  readonly members: number;
  readonly classes: readonly string[];
  readonly features: readonly [string, string];
  /** Rows of replica 0 with their parts, as `Opened` has them. */
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly part: Uint8Array;
  /** Of one replica: its hidden units' lines, and `marginsOf` its probabilities on the grid. */
  readonly single: {
    readonly replica: number;
    readonly lines: readonly UnitLine[];
    readonly margins: readonly ArrayLike<number>[];
  } | null;
}

const MOST = 560;
const LEFT = 46;
const BELOW = 38;
const TOP = 6;

export function create(host: HTMLElement, texts: ViewTexts): View<BoundaryModel> {
  const words = texts.boundary;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const canvas = html("canvas", { tabindex: 0, role: "application" });
  const help = html("p", { class: "view-note small" }, words.keys);
  const readout = html("p", { class: "readout", "aria-live": "polite" });
  const legend = html("div", { class: "legend" });
  let model: BoundaryModel | null = null;
  let counts: VoteCounts | null = null;
  let plane: Plane | null = null;
  let members: number | null = null; // null: all
  let cursor: { i: number; j: number; keys: boolean } | null = null; // a point of the grid
  const blend = slider(words.members, (value) => {
    members = value === model?.members ? null : value;
    show.draw();
  });
  const show = frame(host, "boundary", draw);
  const side = html("div", { class: "side" }, blend.root, legend, readout, help);
  show.root.append(note, html("div", { class: "beside" }, canvas, side));

  function draw(width: number): void {
    if (!model || !counts) return;
    const size = Math.min(width - LEFT - 8, MOST);
    const context = sized(canvas, size + LEFT + 8, size + BELOW + TOP);
    const colours = coloursOf(show.root);
    const voters = Math.min(members ?? model.members, model.members);
    counts.count(voters);
    plane = new Plane(context, colours, model.grid, LEFT, TOP, size);
    if (voters) plane.votes(counts);
    plane.points(model.x, model.y, model.part, size < 340 ? 2.3 : 3);
    if (model.single) plane.units(model.single.lines);
    for (const field of model.single?.margins ?? []) plane.boundary(field);
    axes(context, plane, colours, size);
    if (cursor?.keys) cross(context, colours);
    setText(note, voters ? words.note(format.count(voters)) : texts.none);
    blend.set(1, Math.max(model.members, 1), Math.max(voters, 1), (value) =>
      value === 1 ? words.onlyOne("0") : words.many(format.count(value)),
    );
    const told = `${summary(voters)} ${words.keys}`;
    assign(canvas, { "aria-label": told });
    setText(readout, cursor ? at(cursor.i, cursor.j) : "");
  }

  function axes(
    context: CanvasRenderingContext2D,
    on: Plane,
    colours: Colours,
    size: number,
  ): void {
    context.font = `12px ${getComputedStyle(show.root).fontFamily}`;
    context.strokeStyle = css(colours.muted);
    context.lineWidth = 1;
    context.strokeRect(LEFT + 0.5, TOP + 0.5, size - 1, size - 1);
    context.fillStyle = css(colours.ink);
    context.textAlign = "center";
    const bottom = TOP + size;
    for (const tick of on.x.ticks(5)) {
      context.fillText(format.number(tick, 2), on.x(tick), bottom + 15);
    }
    context.textAlign = "right";
    for (const tick of on.y.ticks(5)) {
      context.fillText(format.number(tick, 2), LEFT - 5, Math.max(on.y(tick) + 4, TOP + 9));
    }
    context.fillStyle = css(colours.muted);
    context.textAlign = "center";
    context.fillText(model!.features[0], LEFT + size / 2, bottom + 32);
    context.save();
    context.translate(11, TOP + size / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(model!.features[1], 0, 0);
    context.restore();
  }

  function cross(context: CanvasRenderingContext2D, colours: Colours): void {
    const { grid } = model!;
    const [x, y] = [
      plane!.x(coordinate(grid.x0, cursor!.i)),
      plane!.y(coordinate(grid.x1, cursor!.j)),
    ];
    context.strokeStyle = css(colours.ink);
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.moveTo(x - 13, y);
    context.lineTo(x + 13, y);
    context.moveTo(x, y - 13);
    context.lineTo(x, y + 13);
    context.stroke();
  }

  function coordinate([low, high]: readonly [number, number], k: number): number {
    return low + ((high - low) * k) / (model!.grid.steps - 1);
  }

  function at(i: number, j: number): string {
    if (!model || !counts?.members) return "";
    const { grid, features, classes } = model;
    const point = j * grid.steps + i;
    const place = `${features[0]} ${format.decimal(coordinate(grid.x0, i), 2)}, ${features[1]} ${format.decimal(coordinate(grid.x1, j), 2)}`;
    const winner = counts.winner(point);
    const share = format.percent(counts.share(winner, point));
    return words.readout(place, words.votes(share, classes[winner]!));
  }

  function summary(voters: number): string {
    if (!model || !counts || !voters) return texts.none;
    const points = model.grid.steps ** 2;
    let agreed = 0;
    for (let p = 0; p < points; p++) if (counts.share(counts.winner(p), p) >= 0.9) agreed++;
    const rows = format.count(model.y.length);
    return words.summary(format.count(voters), format.percent(agreed / points), rows);
  }

  function under(event: PointerEvent): void {
    if (!plane || !model) return;
    const { left, top } = canvas.getBoundingClientRect();
    const { grid } = model;
    const part = (value: number, [low, high]: readonly [number, number]): number =>
      Math.round(((value - low) / (high - low)) * (grid.steps - 1));
    const i = part(plane.x.invert(event.clientX - left), grid.x0);
    const j = part(plane.y.invert(event.clientY - top), grid.x1);
    const inside = Math.min(i, j) >= 0 && Math.max(i, j) < grid.steps;
    cursor = inside ? { i, j, keys: false } : null;
    setText(readout, inside ? at(i, j) : "");
  }

  function move(event: KeyboardEvent): void {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]; // prettier-ignore
    if (!step || !model) return;
    event.preventDefault();
    const last = model.grid.steps - 1;
    const far = event.shiftKey ? 10 : 1;
    const middle = Math.round(last / 2);
    const moved = (from: number, by: number): number =>
      Math.min(Math.max(from + by * far, 0), last);
    const { i, j } = cursor ?? { i: middle, j: middle };
    cursor = { i: moved(i, step[0]!), j: moved(j, step[1]!), keys: true };
    show.draw();
  }

  canvas.addEventListener("pointermove", under);
  canvas.addEventListener("pointerleave", () => {
    cursor = null;
    setText(readout, "");
  });
  canvas.addEventListener("keydown", move);
  canvas.addEventListener("blur", () => {
    cursor = null;
    show.draw();
  });

  function explain(next: BoundaryModel): void {
    const items = next.classes.map((name, c) => legendItem(c, name));
    const parts = [words.trained, words.validated, words.tested];
    parts.forEach((name, part) => {
      if (next.part.includes(part)) items.push(partItem(part as Part, name));
    });
    if (next.single?.margins.length) items.push(lineItem("own", words.own));
    if (next.single?.lines.length) items.push(lineItem("unit", words.units));
    if (legend.textContent !== items.map((item) => item.textContent).join("")) {
      legend.replaceChildren(...items);
    }
  }

  return {
    update(next) {
      const fresh = next.votes !== model?.votes;
      model = next;
      const points = next.grid.steps ** 2;
      if (fresh) counts = new VoteCounts(next.votes, points, Math.max(next.classes.length, 2));
      explain(next);
      show.draw();
    },
    close: () => show.close(),
  };
}

function lineItem(className: string, name: string): HTMLElement {
  const hatch = className === "unit" ? "M0 6H22M3 6V2M8 6V2M13 6V2M18 6V2" : "M0 6H22";
  const path = svg("path", { d: hatch, class: `line ${className}` });
  const drawn = svg("svg", { width: 22, height: 12, "aria-hidden": "true" }, path);
  return html("span", { class: "key" }, drawn, name);
}
