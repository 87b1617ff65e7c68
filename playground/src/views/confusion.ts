/** The confusion matrix over replicas: shares of each true class, intervals, recall at the side. */

import type { Confusion } from "../statistics/confusion";
import { html, setText } from "./elements";
import { Format } from "./format";
import { frame, type View } from "./frame";
import type { ViewTexts } from "./texts";

export interface ConfusionModel {
  readonly confusion: Confusion;
  readonly classes: readonly string[];
  readonly level: number;
  readonly show: "shares" | "counts";
}

const FEW = 5; // classes whose cells are large
const LETTER = 8; // pixels
const ROOMY = 64; // pixels of a cell that has room for bounds
const TINY = 30;

export function create(host: HTMLElement, texts: ViewTexts): View<ConfusionModel> {
  const words = texts.confusion;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const readout = html("p", { class: "readout", "aria-live": "polite" });
  const table = html("table", { role: "grid" });
  const scroll = html("div", { class: "confusion-matrix" }, table);
  let model: ConfusionModel | null = null;
  let cells: HTMLTableCellElement[][] = []; // with the recall as the last of each row
  let active: [number, number] = [0, 0];
  let cell = 0; // pixels
  const show = frame(host, "confusion", draw);
  show.root.append(note, scroll, readout);

  function draw(width: number): void {
    if (!model) return;
    const { confusion, classes } = model;
    if (cells.length !== classes.length) build(classes);
    measure(width);
    const level = format.percent(model.level);
    const how = roomy() ? words.below(level) : words.pointed(level);
    setText(note, confusion.n ? `${words.note(format.count(confusion.n))}; ${how}` : texts.none);
    cells.forEach((row, true_) => {
      row.forEach((cell, predicted) => {
        if (predicted < classes.length) fill(cell, true_, predicted);
        else fillRecall(cell, true_);
      });
    });
    const found = classes.map((name, c) => `${name} ${format.percent(share(c, c).estimate, 1)}`);
    const told = confusion.n
      ? words.summary(format.count(confusion.n), found.join(", "))
      : texts.none;
    table.setAttribute("aria-label", told);
  }

  /** Cells as wide as there is room for, with the names of classes and the recall beside them. */
  function measure(width: number): void {
    const { classes } = model!;
    const few = classes.length <= FEW;
    const names = Math.max(...classes.map((name) => name.length)) * LETTER;
    const beside = few ? Math.max(names, 98) + 98 : Math.max(names, 74) + 96;
    const [least, most] = few ? [60, 108] : [TINY, 46];
    cell = Math.min(Math.max((width - beside) / classes.length - 2, least), most);
    const tiny = !few && cell <= TINY;
    if (tiny) cell = Math.max((width - names - 60) / classes.length - 1, 22);
    scroll.style.setProperty("--cell", `${cell.toFixed(1)}px`);
    scroll.classList.toggle("many", !few);
    scroll.classList.toggle("tiny", tiny);
  }

  function share(true_: number, predicted: number): Confusion["shares"][number] {
    return model!.confusion.shares[true_ * model!.classes.length + predicted]!;
  }

  function fill(cell: HTMLTableCellElement, true_: number, predicted: number): void {
    const { confusion } = model!;
    const { estimate } = share(true_, predicted);
    // The square root, so that one in a hundred can be seen.
    const strength = Number.isFinite(estimate) ? Math.sqrt(estimate) : 0;
    cell.style.setProperty("--strength", `${(100 * Math.max(strength, 0.02)).toFixed(1)}%`);
    // Text is black or white, whichever the ground is farther from, in each scheme.
    cell.classList.toggle("middle", strength > 0.64);
    cell.classList.toggle("strong-ground", strength > 0.78);
    const [value, bounds] = cell.children as unknown as [Element, Element];
    const known = confusion.n > 0 && Number.isFinite(estimate);
    setText(value, known ? valueOf(true_, predicted) : "");
    const below = known && roomy() && confusion.n > 1;
    const { low, high } = share(true_, predicted);
    const told = words.bounds(format.percentage(low, 1), format.percentage(high, 1));
    setText(bounds, below ? told : "");
    cell.setAttribute("aria-label", tell(true_, predicted));
  }

  /** Whether there is room for the bounds of each share. */
  function roomy(): boolean {
    return model!.classes.length <= FEW && model!.show === "shares" && cell >= ROOMY;
  }

  function valueOf(true_: number, predicted: number): string {
    const { confusion, classes } = model!;
    const { estimate } = share(true_, predicted);
    const count = confusion.meanCounts[true_ * classes.length + predicted]!;
    if (model!.show === "counts") {
      return count < 0.05 ? "" : format.decimal(count, count < 9.95 ? 1 : 0);
    }
    if (classes.length <= FEW) return format.percent(estimate, 1);
    return estimate < 0.0005 ? "" : format.percentage(estimate, estimate < 0.0995 ? 1 : 0);
  }

  function fillRecall(cell: HTMLTableCellElement, class_: number): void {
    const { estimate, low, high } = model!.confusion.recall[class_]!;
    const bar = cell.querySelector("i")!;
    bar.hidden = !Number.isFinite(estimate);
    const at = (value: number): string => (Number.isFinite(value) ? `${100 * value}%` : "0%");
    bar.style.setProperty("--at", at(estimate));
    bar.style.setProperty("--low", at(Number.isFinite(low) ? low : estimate));
    bar.style.setProperty("--high", at(Number.isFinite(high) ? high : estimate));
    setText(
      cell.querySelector("span")!,
      Number.isFinite(estimate) ? format.percent(estimate, 1) : "–",
    );
    cell.setAttribute("aria-label", tell(class_, model!.classes.length));
  }

  function tell(true_: number, column: number): string {
    const { confusion, classes } = model!;
    if (!confusion.n) return texts.none;
    if (column === classes.length) {
      const { estimate, low, high } = confusion.recall[true_]!;
      const worst = format.percent(confusion.worst[true_]!.estimate);
      return words.recallReadout(classes[true_]!, format.percent(estimate, 1), format.percentage(low, 1), format.percent(high, 1), worst); // prettier-ignore
    }
    const { estimate, low, high } = share(true_, column);
    const rows = format.decimal(confusion.meanCounts[true_ * classes.length + column]!, 1);
    return words.readout(format.percent(estimate, 1), format.percentage(low, 1), format.percent(high, 1), classes[true_]!, classes[column]!, rows); // prettier-ignore
  }

  function build(classes: readonly string[]): void {
    const head = html(
      "tr",
      {},
      html(
        "th",
        { scope: "col" },
        html("span", { class: "words" }, `${words.true} ↓ `),
        html("span", { class: "words" }, `${words.predicted} →`),
      ),
    );
    head.append(...classes.map((name) => html("th", { scope: "col" }, name)));
    head.append(html("th", { scope: "col", class: "recall" }, words.recall));
    cells = classes.map((_, row) =>
      Array.from({ length: classes.length + 1 }, (_1, column) => {
        const recall = column === classes.length;
        const inner = [
          html("span", {}),
          recall ? html("i", { "aria-hidden": "true" }) : html("small", {}),
        ];
        const cell = html(
          "td",
          { role: "gridcell", tabindex: -1, class: recall ? "recall" : "cell" },
          ...inner,
        );
        cell.addEventListener("pointerenter", () => setText(readout, tell(row, column)));
        cell.addEventListener("focus", () => focus(row, column));
        return cell;
      }),
    );
    const rows = cells.map((row, c) =>
      html("tr", {}, html("th", { scope: "row" }, classes[c]!), ...row),
    );
    table.replaceChildren(html("thead", {}, head), html("tbody", {}, ...rows));
    active = [0, 0];
    cells[0]?.[0]?.setAttribute("tabindex", "0");
  }

  function focus(row: number, column: number): void {
    cells[active[0]]?.[active[1]]?.setAttribute("tabindex", "-1");
    active = [row, column];
    cells[row]![column]!.setAttribute("tabindex", "0");
    setText(readout, tell(row, column));
  }

  scroll.addEventListener("pointerleave", () => setText(readout, ""));
  table.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key]; // prettier-ignore
    if (!step) return;
    event.preventDefault();
    cells[active[0] + step[0]!]?.[active[1] + step[1]!]?.focus();
  });

  return {
    update(next) {
      if (next.classes.join("\n") !== model?.classes.join("\n")) cells = [];
      model = next;
      show.draw();
    },
    close: () => show.close(),
  };
}
