/** What a softmax layer looks for: the weights of each class as an image, on average or of one. */

import { coloursOf, mixed, type Colours, type Rgb } from "./colours";
import { assign, html, setText } from "./elements";
import { Format } from "./format";
import { frame, type View } from "./frame";
import { balanced, imageCanvas, paint, type Shape } from "./images";
import { slider } from "./slider";
import type { ViewTexts } from "./texts";

export interface TemplatesModel {
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly mean: ArrayLike<number>; // (classes, pixels), of `meanTemplate`
  readonly replicas: number; // behind the mean
  /** Of one replica, of `centred`; null: the mean is shown. */
  readonly single: { readonly replica: number; readonly weights: ArrayLike<number> } | null;
  readonly onReplica: (replica: number | null) => void;
}

export function create(host: HTMLElement, texts: ViewTexts): View<TemplatesModel> {
  const words = texts.templates;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const images = html("div", { class: "images" });
  const readout = html("p", { class: "readout" });
  const low = html("span", {});
  const high = html("span", {});
  const scale = html(
    "div",
    { class: "legend scale" },
    low,
    html("i", { "aria-hidden": "true" }),
    high,
  );
  let model: TemplatesModel | null = null;
  let canvases: HTMLCanvasElement[] = [];
  const choice = slider(words.one, (value) => model?.onReplica(value < 0 ? null : value));
  const show = frame(host, "templates", draw);
  show.root.append(note, images, html("div", { class: "controls" }, choice.root, scale), readout);

  function draw(width: number): void {
    if (!model) return;
    balanced(images, model.classes.length, width, [56, 120]);
    const { shape, classes, single, mean, replicas } = model;
    if (canvases.length !== classes.length) build(model);
    const weights = single?.weights ?? mean;
    const pixels = shape[0] * shape[1];
    const most = largest(weights);
    const colours = coloursOf(show.root);
    canvases.forEach((canvas, c) => {
      const own = Array.from({ length: pixels }, (_, p) => weights[c * pixels + p]!);
      paint(canvas, own, (value) => diverging(value / most, colours));
      assign(canvas, { "aria-label": words.image(classes[c]!) });
    });
    const said = (k: number): string => (k < 0 ? words.mean : words.replica(format.count(k)));
    setText(
      note,
      !replicas ? texts.none : single ? said(single.replica) : words.note(format.count(replicas)),
    );
    choice.set(-1, Math.max(replicas - 1, -1), single?.replica ?? -1, said);
    setText(low, `${words.against} ${format.decimal(-most, 2)}`);
    setText(high, `${format.decimal(most, 2)} ${words.for}`);
  }

  function build({ classes, shape }: TemplatesModel): void {
    canvases = classes.map(() => {
      const canvas = imageCanvas(shape);
      canvas.setAttribute("role", "img");
      return canvas;
    });
    const figures = canvases.map((canvas, c) => {
      canvas.addEventListener("pointermove", (event) => setText(readout, tell(canvas, c, event)));
      canvas.addEventListener("pointerleave", () => setText(readout, ""));
      return html("figure", {}, canvas, html("figcaption", {}, classes[c]!));
    });
    images.replaceChildren(...figures);
  }

  function tell(canvas: HTMLCanvasElement, class_: number, event: PointerEvent): string {
    if (!model) return "";
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [rows, columns] = model.shape;
    const row = Math.min(rows - 1, Math.floor(((event.clientY - top) / height) * rows));
    const column = Math.min(columns - 1, Math.floor(((event.clientX - left) / width) * columns));
    if (row < 0 || column < 0) return "";
    const weights = model.single?.weights ?? model.mean;
    const weight = weights[(class_ * rows + row) * columns + column]!;
    const place = `${format.count(row + 1)}, ${format.count(column + 1)}`;
    return words.readout(model.classes[class_]!, place, format.decimal(weight, 3));
  }

  return {
    update(next) {
      if (next.classes.join("\n") !== model?.classes.join("\n")) canvases = [];
      model = next;
      show.draw();
    },
    close: () => show.close(),
  };
}

/** From the second colour at -1 over the page's own at 0 to the first at 1. */
function diverging(value: number, colours: Colours): Rgb {
  const share = Math.min(1, Math.abs(value) || 0);
  return mixed(colours.paper, value < 0 ? colours.second : colours.first, share);
}

function largest(weights: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < weights.length; at++) most = Math.max(most, Math.abs(weights[at]!) || 0);
  return most || 1;
}
