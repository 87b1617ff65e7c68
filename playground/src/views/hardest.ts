/** The images that replicas get wrong most often, with the share that does. */

import type { RowErrors } from "../statistics/votes";
import { coloursOf, mixed } from "./colours";
import { html, setText } from "./elements";
import { Format } from "./format";
import { frame, type View } from "./frame";
import { balanced, imageCanvas, paint, type Shape } from "./images";
import type { ViewTexts } from "./texts";

export interface HardestModel {
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly x: ArrayLike<number>; // (rows, pixels)
  readonly y: ArrayLike<number>;
  readonly most: number; // largest value of a pixel
  readonly errors: readonly RowErrors[]; // of `hardestRows`, as many as are to be shown
  readonly replicas: number;
}

export function create(host: HTMLElement, texts: ViewTexts): View<HardestModel> {
  const words = texts.hardest;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const list = html("ol", { class: "hard" });
  let model: HardestModel | null = null;
  const show = frame(host, "hardest", draw);
  show.root.append(note, list);

  function draw(width: number): void {
    if (!model) return;
    balanced(list, model.errors.length, width, [92, 150], 14);
    const { errors, replicas } = model;
    const counts = [format.count(errors.length), format.count(replicas)] as const;
    setText(note, errors.length ? words.note(...counts) : texts.none);
    list.replaceChildren(...errors.map(item));
  }

  function item({ row, share, takenFor }: RowErrors): HTMLElement {
    const { classes, shape, x, y, most } = model!;
    const pixels = shape[0] * shape[1];
    const { paper, ink } = coloursOf(show.root);
    const canvas = imageCanvas(shape);
    const own = Array.from({ length: pixels }, (_, p) => x[row * pixels + p]!);
    paint(canvas, own, (value) => mixed(paper, ink, Math.min(1, Math.max(0, value / most))));
    const [true_, mistaken] = [classes[y[row]!]!, takenFor < 0 ? "–" : classes[takenFor]!];
    const wrong = format.percent(share.estimate);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words.image(true_, format.count(row), wrong, mistaken));
    const bounds = words.bounds(format.percentage(share.low), format.percent(share.high));
    return html(
      "li",
      {},
      canvas,
      html("strong", {}, words.wrong(wrong)),
      html("span", { class: "small" }, bounds),
      html("span", {}, words.taken(true_, mistaken)),
    );
  }

  return {
    update(next) {
      model = next;
      show.draw();
    },
    close: () => show.close(),
  };
}
