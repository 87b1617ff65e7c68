/** The share of replicas that succeed against hidden width, with intervals that hold together. */

import { scaleLinear } from "d3-scale";

import type { Interval } from "../statistics/interval";
import { smallestEnough } from "../statistics/success";
import { bottomAxis, label, leftAxis, line, type Box } from "./axes";
import { assign, html, setText, svg } from "./elements";
import { Format } from "./format";
import { frame, type View } from "./frame";
import type { ViewTexts } from "./texts";

export interface WidthArm {
  readonly width: number; // 0: no hidden layer
  readonly parameters: number;
  readonly share: Interval; // of `successByArm`
}

export interface WidthModel {
  readonly arms: readonly WidthArm[];
  readonly target: number; // accuracy that counts as success
  readonly enough: number; // share that is asked for
  /** The arm that the other pictures show; -1: none of these. */
  readonly chosen: number;
  readonly onArm?: (place: number) => void;
}

const HEIGHT = 290;

export function create(host: HTMLElement, texts: ViewTexts): View<WidthModel> {
  const words = texts.width;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const root = svg("svg", { class: "width", role: "group" });
  const answer = html("p", { class: "readout strong" });
  let model: WidthModel | null = null;
  let focused = -1;
  const show = frame(host, "width", draw);
  show.root.append(note, root, answer);

  function draw(width: number): void {
    if (!model) return;
    const { arms, enough, target } = model;
    const box: Box = { left: 48, top: 16, right: width - 14, bottom: HEIGHT - 42 };
    const place = scaleLinear([-0.5, Math.max(arms.length, 1) - 0.5], [box.left, box.right]);
    const share = scaleLinear([0, 1], [box.bottom, box.top]);
    const first = arms[0]?.share;
    setText(note, first?.n ? words.note(format.count(first.n), format.percent(first.level), format.number(target)) : texts.none); // prettier-ignore
    const percents = [0, 0.25, 0.5, 0.75, 1];
    const parts: Element[] = [
      leftAxis({ scale: share, ticks: percents, format: (v) => format.percent(v), name: "" }, box),
      bottomAxis({ scale: place, ticks: [...arms.keys()], format: nameOf, name: words.width }, box),
      line(box.left, share(enough), box.right, share(enough), "ceiling"),
      label(
        box.left + 5,
        share(enough) + 15,
        words.enough(format.percent(enough)),
        "start",
        "label halo",
      ),
    ];
    const known = arms.map((arm, k) => ({ arm, k })).filter(({ arm }) => arm.share.n > 0);
    const path = known.map(({ arm, k }) => `${place(k)},${share(arm.share.estimate)}`);
    parts.push(svg("polyline", { points: path.join(" "), class: "link" }));
    const points = known.map(({ arm, k }) => pointOf(arm, k, place(k), share));
    const kept = focused; // taking away what has the focus takes the focus away
    root.replaceChildren(...parts, ...points);
    assign(root, { width, height: HEIGHT, "aria-label": summary() });
    if (kept >= 0) points[kept]?.focus();
    setText(answer, focused >= 0 && arms[focused] ? readout(arms[focused]!) : conclusion());
  }

  function pointOf(arm: WidthArm, k: number, x: number, y: (share: number) => number): SVGElement {
    const { low, high, estimate } = arm.share;
    const group = svg("g", {
      class: k === model!.chosen ? "point chosen" : "point",
      role: model!.onArm ? "button" : "img",
      tabindex: 0,
      "aria-label": readout(arm),
    });
    group.append(
      svg("rect", {
        x: x - 16,
        y: Math.min(y(high), y(estimate) - 14),
        width: 32,
        height: Math.max(y(low) - y(high), 28),
        class: "hit",
      }),
      line(x, y(low), x, y(high), "interval"),
      line(x - 4, y(low), x + 4, y(low), "interval"),
      line(x - 4, y(high), x + 4, y(high), "interval"),
      svg("circle", { cx: x, cy: y(estimate), r: k === model!.chosen ? 6 : 4, class: "dot" }),
    );
    const focus = (now: number): void => {
      if (focused === now) return;
      focused = now;
      const shown = focused >= 0 ? model!.arms[focused] : undefined;
      setText(answer, shown ? readout(shown) : conclusion());
    };
    group.addEventListener("pointerenter", () => setText(answer, readout(arm)));
    group.addEventListener("pointerleave", () => setText(answer, conclusion()));
    group.addEventListener("focus", () => focus(k));
    group.addEventListener("blur", () => focus(-1));
    group.addEventListener("click", () => model?.onArm?.(k));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        model?.onArm?.(k);
      }
    });
    return group;
  }

  function nameOf(k: number): string {
    const width = model?.arms[k]?.width ?? 0;
    return width === 0 ? words.none : format.count(width);
  }

  function readout(arm: WidthArm): string {
    const { estimate, low, high } = arm.share;
    const name = arm.width === 0 ? words.none : format.count(arm.width);
    return words.readout(name, format.percent(estimate), format.percentage(low, 1), format.percent(high, 1)); // prettier-ignore
  }

  function conclusion(): string {
    if (!model?.arms.some((arm) => arm.share.n)) return "";
    const least = smallestEnough(model.arms, model.enough);
    return least < 0 ? words.nobodyEnough : words.enoughAt(nameOf(least));
  }

  function summary(): string {
    const known = model!.arms.filter((arm) => arm.share.n > 0);
    return known.length ? words.summary(known.map(readout).join("; ")) : texts.none;
  }

  return {
    update(next) {
      model = next;
      if (focused >= next.arms.length) focused = -1;
      show.draw();
    },
    close: () => show.close(),
  };
}
