/** Loss and accuracy of all replicas against epochs: medians with the bands of 50 % and 90 %. */

import type { GrowingCurves, Metric } from "../statistics/curves";
import { html, setText, svg } from "./elements";
import { Panel, type Curve, type Followed } from "./fan-panel";
import { Format } from "./format";
import { frame, type View } from "./frame";
import { slider } from "./slider";
import type { ViewTexts } from "./texts";

export interface FansModel {
  readonly curves: GrowingCurves;
  readonly validation: boolean; // whether there are validation rows
  readonly bayesAccuracy: number | null;
  readonly replica: number | null; // the run that is chosen, here or in another picture
  /** Called when a run is chosen, by a click or by the slider; null: none. */
  readonly onReplica: (replica: number | null) => void;
}

const WIDE = 620;
const GAP = 28;

export function create(host: HTMLElement, texts: ViewTexts): View<FansModel> {
  const words = texts.fans;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const panels = html("div", { class: "panels" });
  const readout = html("p", { class: "readout" });
  let model: FansModel | null = null;
  let chosen: number | null = null; // shown at once, before the page has taken note of it
  let hovered: Followed | null = null;

  const choice = slider(words.oneRun, (value) => choose(value < 0 ? null : value));
  const show = frame(host, "fans", draw);
  const loss = new Panel(panels, texts, "loss", words.loss, hover, choose);
  const accuracy = new Panel(panels, texts, "accuracy", words.accuracy, hover, choose);
  const foot = html("div", { class: "controls" }, choice.root, legend(texts));
  show.root.append(note, panels, foot, readout);

  function hover(at: Followed | null): void {
    hovered = at;
    show.draw();
  }

  function choose(replica: number | null): void {
    chosen = replica;
    model?.onReplica(replica);
    show.draw();
  }

  function draw(width: number): void {
    if (!model) return;
    const { curves, bayesAccuracy } = model;
    const across = width >= WIDE ? Math.floor((width - GAP) / 2) : width;
    const followed = hovered ?? (chosen === null ? null : { replica: chosen, epoch: null });
    loss.draw(across, curves, curvesOf("loss", "val_loss"), followed, null);
    accuracy.draw(across, curves, curvesOf("accuracy", "val_accuracy"), followed, bayesAccuracy);
    setText(note, curves.known ? words.note(format.count(curves.replicas)) : texts.none);
    choice.set(-1, curves.replicas - 1, chosen ?? -1, (k) =>
      k < 0 ? words.allRuns : words.run(format.count(k)),
    );
    setText(readout, followed ? told(followed.replica, followed.epoch ?? curves.known - 1) : "");
  }

  function curvesOf(training: Metric, validation: Metric): Curve[] {
    const found: Curve[] = [{ metric: training, name: words.training }];
    if (model?.validation) found.push({ metric: validation, name: words.validation });
    return found;
  }

  function told(replica: number, epoch: number): string {
    if (!model || epoch < 0) return "";
    const { curves } = model;
    const value = (metric: Metric, digits: number): string => {
      const number = curves.at(metric, epoch)[replica];
      return number !== undefined && Number.isFinite(number) ? format.decimal(number, digits) : "–";
    };
    const pair = (one: Metric, other: Metric, name: string): string => {
      const both = model?.validation ? [value(one, 3), value(other, 3)] : [value(one, 3)];
      return words.value(name, both.join(" / "));
    };
    const values = `${pair("loss", "val_loss", words.loss)}, ${pair("accuracy", "val_accuracy", words.accuracy)}`;
    return words.readout(words.run(format.count(replica)), format.count(epoch + 1), values);
  }

  return {
    update(next) {
      model = next;
      chosen = next.replica !== null && next.replica < next.curves.replicas ? next.replica : null;
      if ((hovered?.epoch ?? 0) >= next.curves.known) hovered = null;
      show.draw();
    },
    close: () => show.close(),
  };
}

function legend({ fans }: ViewTexts): HTMLElement {
  const key = (name: string, className: string): HTMLElement => {
    const mark = svg("line", { x1: 0, y1: 5, x2: 22, y2: 5, class: `median ${className}` });
    const drawn = svg("svg", { width: 22, height: 10, "aria-hidden": "true" }, mark);
    return html("span", { class: "key" }, drawn, name);
  };
  return html(
    "div",
    { class: "legend" },
    key(fans.training, "first"),
    key(fans.validation, "second"),
  );
}
