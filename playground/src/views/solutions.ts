/** Kinds of solutions as small multiples: what replicas have learned, and why some failed. */

import type { Interval } from "../statistics/interval";
import type { SolutionName } from "../statistics/solutions";
import { coloursOf, type Colours } from "./colours";
import { html, setText } from "./elements";
import { Format } from "./format";
import { frame, sized, type View } from "./frame";
import { legendItem } from "./markers";
import { Plane, type Grid } from "./plane";
import { Detail, type DetailModel } from "./solution-detail";
import type { ViewTexts } from "./texts";

export interface SolutionPicture {
  readonly replica: number;
  readonly accuracy: number;
  readonly votes: Uint8Array; // (steps²,), class at each point of the grid
}

export interface SolutionGroup {
  readonly name: SolutionName;
  readonly succeeded: boolean;
  readonly share: Interval; // of all replicas
  readonly members: number; // replicas of this kind
  readonly pictures: readonly SolutionPicture[]; // some of them, the typical one first
}

export interface SolutionsModel {
  readonly grid: Grid; // coarse: 32 steps are enough
  readonly classes: readonly string[];
  readonly features: readonly [string, string];
  readonly corners: { readonly x: Float32Array; readonly y: ArrayLike<number> };
  readonly replicas: number;
  readonly groups: readonly SolutionGroup[];
  readonly detail: DetailModel | null; // of the replica that was chosen
  readonly onReplica: (replica: number) => void;
}

export function create(host: HTMLElement, texts: ViewTexts): View<SolutionsModel> {
  const words = texts.solutions;
  const format = new Format(texts.locale);
  const note = html("p", { class: "view-note" });
  const groups = html("div", { class: "groups" });
  const legend = html("div", { class: "legend" });
  let model: SolutionsModel | null = null;
  let drawn: readonly SolutionGroup[] | null = null;
  let buttons = new Map<number, HTMLButtonElement>();
  const show = frame(host, "solutions", draw);
  const detail = new Detail(texts);
  show.root.append(note, groups, legend, detail.root);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const repaint = (): void => void (drawn = null);
  scheme.addEventListener("change", repaint);

  /** Read once for all pictures. */
  let colours: Colours | null = null;

  function draw(width: number): void {
    if (!model) return;
    if (drawn !== model.groups) build();
    const shown = model.groups.reduce((sum, group) => sum + group.pictures.length, 0);
    setText(
      note,
      shown ? words.note(format.count(shown), format.count(model.replicas)) : texts.none,
    );
    for (const [replica, button] of buttons) {
      button.setAttribute("aria-pressed", String(replica === model.detail?.replica));
    }
    detail.draw(width, model, model.detail);
  }

  function build(): void {
    const had = [...buttons].find(([, button]) => button === document.activeElement)?.[0];
    buttons = new Map();
    drawn = model!.groups;
    colours = coloursOf(show.root);
    groups.replaceChildren(...model!.groups.map(groupOf));
    const items = model!.groups.length ? model!.classes.map((name, c) => legendItem(c, name)) : [];
    legend.replaceChildren(...items);
    if (had !== undefined) buttons.get(had)?.focus();
  }

  function groupOf(group: SolutionGroup): HTMLElement {
    const name = words.name(group.name, model!.classes);
    const { estimate } = group.share;
    const mark = html(
      "span",
      {
        class: "mark",
        title: group.succeeded ? words.succeeded : words.failed,
      },
      group.succeeded ? "✓" : "✗",
    );
    const share = words.share(format.percent(estimate), format.percentage(group.share.low, 1), format.percent(group.share.high, 1)); // prettier-ignore
    const title = html("p", { class: "title" }, mark, name);
    const pictures = html(
      "div",
      { class: "pictures" },
      ...group.pictures.map((p) => pictureOf(p, name)),
    );
    return html(
      "section",
      { class: "group", "aria-label": name },
      title,
      html("p", { class: "view-note" }, share),
      pictures,
    );
  }

  function pictureOf(picture: SolutionPicture, kind: string): HTMLElement {
    const canvas = html("canvas", { "aria-hidden": "true" });
    const accuracy = format.decimal(picture.accuracy);
    const button = html(
      "button",
      {
        type: "button",
        class: "picture",
        "aria-label": words.choose(format.count(picture.replica), kind, accuracy),
      },
      canvas,
      html("span", { "aria-hidden": "true" }, accuracy),
    );
    const size = 76;
    const plane = new Plane(sized(canvas, size, size), colours!, model!.grid, 0, 0, size);
    plane.field(
      (point) => picture.votes[point]!,
      () => 0.55,
    );
    plane.points(model!.corners.x, model!.corners.y, null, 3.4);
    button.addEventListener("click", () => model!.onReplica(picture.replica));
    buttons.set(picture.replica, button);
    return button;
  }

  return {
    update(next) {
      model = next;
      show.draw();
    },
    close() {
      scheme.removeEventListener("change", repaint);
      show.close();
    },
  };
}
