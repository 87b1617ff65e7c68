/** Choosing what is learned: a tile for each dataset, and its options. */

import type { DatasetName } from "../../engine/contract";
import type { Context, Part } from "../context";
import { element } from "../dom";
import { DATASETS, OPTIONS } from "../limits";
import { usualStudy } from "../state";
import { slider, type Field } from "./fields";
import { preview } from "./preview";
import { tablePanel } from "./table-panel";

export function dataControls(host: HTMLElement, context: Context): Part {
  const { store, texts } = context;
  const table = tablePanel(context);
  const choose = (data: DatasetName): void => {
    if (data === "table" && !store.get().study.table) {
      table.show();
      return;
    }
    if (data === store.get().study.data) return;
    const { seed, replicas } = store.get().study;
    const usual = usualStudy(data);
    store.change({ arm: 0, step: null });
    context.study({
      ...usual,
      widths: undefined,
      seed,
      replicas: Math.min(replicas, usual.replicas),
    });
  };
  const tiles = DATASETS.map((data) => tile(data, context, () => choose(data)));
  const group = element(
    "div",
    { class: "tiles", role: "radiogroup", "aria-label": texts.sections.data },
    ...tiles.map(({ node }) => node),
  );
  const options = element("div", { class: "options" });
  host.append(group, options, table.node);
  arrowKeys(tiles.map(({ input }) => input));

  let shownFor = "";
  let fields: [string, Field<number>][] = [];
  return {
    update() {
      const { study } = store.get();
      if (shownFor !== study.data) {
        shownFor = study.data;
        fields = Object.entries(OPTIONS[study.data]).map(([name, range]) => {
          const digits = range.whole ? 0 : 2;
          const change = (value: number): void => {
            const { study: now } = store.get();
            context.study({ options: { ...now.options, [name]: value } });
          };
          return [
            name,
            slider(
              texts.options[name],
              range,
              (value) => context.numbers.decimal(value, digits),
              change,
            ),
          ];
        });
        options.replaceChildren(...fields.map(([, field]) => field.node));
      }
      for (const [name, field] of fields) field.set(study.options[name]);
      for (const { data, input } of tiles) {
        input.setAttribute("aria-checked", String(data === study.data));
        input.tabIndex = data === study.data ? 0 : -1;
      }
      table.update();
    },
  };
}

function tile(data: DatasetName, { texts, ended }: Context, press: () => void) {
  const picture = element("canvas", { width: 72, height: 72, "aria-hidden": "true" });
  preview(picture, data, ended);
  const input = element(
    "button",
    { type: "button", role: "radio", class: "tile", "data-value": data, click: press },
    picture,
    element("span", {}, texts.datasets[data]),
  );
  return { data, node: input, input };
}

/** Arrow keys move among the tiles, as among radio buttons. */
function arrowKeys(buttons: HTMLButtonElement[]): void {
  const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  buttons.forEach((from, at) =>
    from.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const next = buttons[(at + step + buttons.length) % buttons.length];
      next.focus();
      if (next.dataset.value !== "table") next.click();
    }),
  );
}
