/** The pictures of a study: a card each, drawn while they are on the screen. */

import type { Engine } from "../engine/contract";
import type { Context, Part } from "./context";
import { element } from "./dom";
import { stepOf, type ViewName } from "./lab-steps";
import { PAINTERS } from "./painters";
import type { Painter } from "./painters/painter";
import type { Run, Status } from "./run";
import { nextTask } from "./slices";

export interface Pictures extends Part {
  draw(status: Status): Promise<void>;
  close(): void;
}

interface Card {
  name: ViewName;
  node: HTMLElement;
  host: HTMLElement;
  painter: Painter | null;
  seen: boolean;
}

const ALL: readonly ViewName[] = [
  "boundary", "templates", "curves", "distribution", "width", "confusion", "solutions", "draw", "hardest", "data"]; // prettier-ignore

/** What a step of the lab shows though a study by itself does not. */
const GIVEN: readonly ViewName[] = ["data"];

/** Pictures take at most this share of the time while networks train. */
const SHARE = 0.2;

/** The pictures that say something about a study. */
function fitting(run: Run): ViewName[] {
  const { features, classes, arms, imageShape } = run.opened;
  const plane = features.length === 2;
  const image = imageShape !== null;
  const linear = arms.every(({ hidden }) => hidden.length === 0);
  const fits: Record<ViewName, boolean> = {
    boundary: plane, templates: image && linear, curves: true, distribution: true, width: arms.length > 1,
    confusion: true, solutions: plane && classes.length === 2, draw: image, hardest: image, data: image,
  }; // prettier-ignore
  return ALL.filter((name) => fits[name]);
}

export function picturesPanel(
  host: HTMLElement,
  context: Context,
  engine: Engine,
  current: () => Run | null,
): Pictures {
  const { store, texts } = context;
  const cards = new Map(ALL.map((name) => [name, cardOf(name, texts.views[name])]));
  host.append(...[...cards.values()].map(({ node }) => node));
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const card = [...cards.values()].find(({ node }) => node === target)!;
      card.seen = isIntersecting;
      if (isIntersecting && stale.has(card.name)) void draw("paused");
    }
  });
  for (const { node } of cards.values()) sight.observe(node);
  /** Cards that show less than is known. */
  const stale = new Set<ViewName>(ALL);
  let under = Promise.resolve();
  let latest: Status = "opening";
  let drawing = 0;

  const shown = (): ViewName[] => {
    const run = current();
    if (!run) return [];
    const step = stepOf(store.get().step);
    const fits = fitting(run);
    return step ? step.views.filter((name) => fits.includes(name) || GIVEN.includes(name)) : fits;
  };

  async function paint(card: Card, run: Run, status: Status): Promise<void> {
    card.painter ??= PAINTERS[card.name](card.host, context, engine);
    await card.painter.paint(run, status, () => current()?.moment === run.moment);
    if (current()?.moment === run.moment) stale.delete(card.name);
  }

  /** When pictures may be drawn again. */
  let due = 0;

  async function drawNow(status: Status): Promise<void> {
    const started = performance.now();
    if (status === "playing" && started < due) return;
    for (const name of shown()) {
      const card = cards.get(name)!;
      const run = current();
      // What came of it in the end is drawn for those too who print or listen.
      const wanted = card.seen || status === "done";
      if (!run || !wanted || card.node.hidden) continue;
      await paint(card, run, status);
      // A task for each picture, so that keys and pointer are answered between them.
      await nextTask();
    }
    const ended = performance.now();
    due = ended + (ended - started) * (1 / SHARE - 1);
  }

  // One drawing at a time: the engine is asked in turn.
  function draw(status: Status): Promise<void> {
    latest = status;
    for (const name of ALL) stale.add(name);
    if (status === "playing" && drawing > 0) return under;
    drawing++;
    under = under
      .then(() => drawNow(status))
      .catch((reason: unknown) => {
        // Another study was opened meanwhile: its own pictures follow.
        if (!(reason instanceof Error && reason.name === "AbortError"))
          context.tell(String(reason));
      })
      .finally(() => drawing--);
    return under;
  }

  let looked = "";
  return {
    update() {
      const names = shown();
      const lab = store.get().step !== null;
      host.classList.toggle("of-lab", lab);
      // Beside the map curves stand one above the other; without it they take the whole width.
      host.classList.toggle("wide-curves", !names.includes("boundary"));
      // While a study is drawn the cards of the last one stay, so that nothing jumps.
      if (current()) for (const [name, { node }] of cards) node.hidden = !names.includes(name);
      const { arm, replica, step } = store.get();
      const look = JSON.stringify([arm, replica, step]);
      if (look !== looked) {
        looked = look;
        void draw(latest === "playing" ? "paused" : latest);
      }
    },
    draw,
    close() {
      sight.disconnect();
      for (const { painter } of cards.values()) painter?.close();
    },
  };
}

function cardOf(name: ViewName, title: string): Card {
  const id = `picture-${name}`;
  const host = element("div", { class: "picture-host" });
  const node = element(
    "section",
    { class: `picture ${name}`, "aria-labelledby": id, hidden: true },
    element("h2", { id }, title),
    host,
  );
  return { name, node, host, painter: null, seen: false };
}
