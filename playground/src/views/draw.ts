/** Draw a digit, by pointer or keys, and see how a thousand networks vote on it. */

import { coloursOf, css, mixed } from "./colours";
import { assign, html, setText } from "./elements";
import { Format } from "./format";
import { frame, sized, type View } from "./frame";
import { imageCanvas, paint } from "./images";
import { Sheet, SIDE } from "./sheet";
import type { ViewTexts } from "./texts";

export interface DrawModel {
  readonly classes: readonly string[];
  readonly votes: Int32Array | null; // replicas for each class; null: nothing is drawn
}

const SIZE = 256;
const BESIDE = 114; // room for what the networks see
const FULL = 16;

export function create(
  host: HTMLElement,
  texts: ViewTexts,
  /** Called with the 64 values that the networks are to see, each from 0 to 16. */
  onChange: (x: Float32Array) => void,
): View<DrawModel> {
  const words = texts.draw;
  const format = new Format(texts.locale);
  const sheet = new Sheet();
  const canvas = html("canvas", { tabindex: 0, role: "application", class: "sheet" });
  const seen = imageCanvas([SIDE, SIDE]);
  const clear = html("button", { type: "button" }, words.clear);
  const bars = html("ul", { class: "bars-list" });
  const answer = html("p", { class: "readout strong", "aria-live": "polite" });
  const told = html("p", { class: "visually-hidden", "aria-live": "polite" });
  let model: DrawModel | null = null;
  let last: [number, number] | null = null; // of the stroke that is being drawn
  let cursor: [number, number] | null = null; // row and column, by keys
  const show = frame(host, "draw", draw);
  const preview = html(
    "div",
    { class: "seen" },
    seen,
    html("span", { class: "small" }, words.seen),
    clear,
  );
  const left = html("div", {}, canvas, html("p", { class: "view-note" }, words.help));
  const right = html(
    "div",
    { class: "votes" },
    html("p", { class: "view-note" }, words.votes),
    bars,
    answer,
  );
  show.root.append(left, preview, right, told);
  seen.setAttribute("aria-hidden", "true");

  function draw(width: number): void {
    const size = Math.min(SIZE, Math.max(width - BESIDE, 120));
    left.style.width = `${size}px`;
    const context = sized(canvas, size, size);
    const colours = coloursOf(show.root);
    const cell = size / SIDE;
    const shade = (value: number) => mixed(colours.paper, colours.ink, value / FULL);
    sheet.drawn().forEach((value, at) => {
      context.fillStyle = css(shade(value));
      context.fillRect((at % SIDE) * cell, Math.floor(at / SIDE) * cell, cell + 0.5, cell + 0.5);
    });
    context.strokeStyle = css(colours.muted, 0.35);
    context.lineWidth = 1;
    for (let k = 0; k <= SIDE; k++) {
      const at = Math.min(Math.max(Math.round(k * cell) + 0.5, 0.5), size - 0.5);
      context.strokeRect(at, 0, 0, size);
      context.strokeRect(0, at, size, 0);
    }
    if (cursor) {
      context.strokeStyle = css(colours.second);
      context.lineWidth = 3;
      context.strokeRect(cursor[1] * cell + 1.5, cursor[0] * cell + 1.5, cell - 3, cell - 3);
    }
    assign(canvas, { "aria-label": `${words.label} ${words.help}` });
    paint(seen, sheet.fitted(), shade);
    tally();
  }

  function tally(): void {
    if (!model) return;
    const { classes, votes } = model;
    const all = votes ? votes.reduce((sum, count) => sum + count, 0) : 0;
    const best = votes && all ? votes.indexOf(Math.max(...votes)) : -1;
    if (bars.childElementCount !== classes.length) {
      const bar = (name: string): HTMLElement =>
        html(
          "li",
          {},
          html("span", { class: "name" }, name),
          html("i", { "aria-hidden": "true" }),
          html("span", { class: "value" }),
        );
      bars.replaceChildren(...classes.map(bar));
    }
    classes.forEach((name, c) => {
      const item = bars.children[c]!;
      const share = all ? votes![c]! / all : 0;
      item.classList.toggle("best", c === best);
      item.querySelector("i")!.style.setProperty("--share", `${100 * share}%`);
      setText(item.querySelector(".value")!, all ? format.percent(share) : "");
      item.setAttribute("aria-label", words.bar(name, format.percent(share)));
    });
    const share = best < 0 ? "" : format.percent(votes![best]! / all);
    setText(
      answer,
      best < 0 ? words.nothing : words.winner(classes[best]!, share, format.count(all)),
    );
  }

  function changed(): void {
    show.draw();
    onChange(sheet.fitted());
  }

  function place(event: PointerEvent): [number, number] {
    const { left: x, top: y, width, height } = canvas.getBoundingClientRect();
    return [(event.clientX - x) / width, (event.clientY - y) / height];
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    cursor = null;
    last = place(event);
    sheet.stroke(...last, ...last);
    changed();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = place(event);
    sheet.stroke(...last, ...now);
    last = now;
    changed();
  });
  for (const name of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(name, () => void (last = null));
  }
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key]; // prettier-ignore
    const [row, column] = cursor ?? [SIDE / 2, SIDE / 2];
    if (step) {
      const moved = (from: number, by: number): number =>
        Math.min(Math.max(from + by, 0), SIDE - 1);
      cursor = cursor ? [moved(row, step[0]!), moved(column, step[1]!)] : [row, column];
      if (event.shiftKey) mark(...cursor);
    } else if (event.key === " ") {
      cursor = [row, column];
      if (sheet.drawn()[row * SIDE + column]! > FULL / 2) sheet.rub(row, column);
      else mark(row, column);
      onChange(sheet.fitted());
    } else if (event.key === "Delete" || event.key === "Backspace") {
      sheet.clear();
      onChange(sheet.fitted());
    } else return;
    event.preventDefault();
    if (event.shiftKey) onChange(sheet.fitted());
    show.draw();
    if (!cursor) return;
    const value = sheet.drawn()[cursor[0] * SIDE + cursor[1]]!;
    setText(
      told,
      words.cell(format.count(cursor[0] + 1), format.count(cursor[1] + 1), format.count(value)),
    );
  });
  canvas.addEventListener("blur", () => {
    cursor = null;
    show.draw();
  });
  clear.addEventListener("click", () => {
    sheet.clear();
    changed();
  });

  function mark(row: number, column: number): void {
    const [x, y] = [(column + 0.5) / SIDE, (row + 0.5) / SIDE];
    sheet.stroke(x, y, x, y);
  }

  return {
    update(next) {
      model = next;
      show.draw();
    },
    close: () => show.close(),
  };
}
