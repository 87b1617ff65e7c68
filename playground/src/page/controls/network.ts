/** The network drawn as layers, each with its buttons for one neuron more or fewer. */

import { shapeOf } from "../../engine/dataset";
import type { Context, Part } from "../context";
import { element, shape } from "../dom";
import { MOST_LAYERS, WIDTH, clamped } from "../limits";
import { button } from "./fields";

const GAP = 20;
/** Circles of a layer at most; a layer of more says how many it has. */
const MOST_DRAWN = 8;

export function networkControls(host: HTMLElement, context: Context): Part {
  const { store, texts } = context;
  const drawing = element("div", { class: "network-drawing" });
  const columns = element("div", { class: "network-layers" });
  const total = element("p", { class: "hint" });
  const more = button("+", () => addLayer(context), "round", texts.network.addLayer);
  const fewer = button("−", () => removeLayer(context), "round", texts.network.removeLayer);
  const layers = element(
    "div",
    { class: "row layer-buttons" },
    fewer,
    element("span", {}, ""),
    more,
  );
  host.append(drawing, columns, layers, total);

  let shown = "";
  const draw = (): void => {
    const { study } = store.get();
    if (study.data === "table" && !study.table) return;
    const { features, classes } = shapeOf(study);
    const widths = [features, ...study.hidden, classes];
    const key = JSON.stringify([widths, drawing.clientWidth]);
    if (key === shown) return;
    shown = key;
    drawing.replaceChildren(
      picture(widths, drawing.clientWidth || 300, texts.network.drawing(widths.join(" – "))),
    );
    fillColumns(columns, context, widths);
    layers.children[1].textContent = texts.network.layers(String(study.hidden.length));
    fewer.disabled = study.hidden.length === 0;
    more.disabled = study.hidden.length >= MOST_LAYERS;
    total.textContent = texts.network.parameters(context.numbers.whole(parametersOf(widths)));
  };
  const sizes = new ResizeObserver(draw);
  sizes.observe(drawing);
  context.ended.addEventListener("abort", () => sizes.disconnect());
  return { update: draw };
}

export function parametersOf(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, width, at) => sum + width * (widths[at] + 1), 0);
}

function addLayer({ store, study }: Context): void {
  const { hidden } = store.get().study;
  if (hidden.length < MOST_LAYERS) study({ hidden: [...hidden, hidden.at(-1) ?? 4] });
}

function removeLayer({ store, study }: Context): void {
  const { hidden } = store.get().study;
  if (hidden.length > 0)
    study({
      hidden: hidden.slice(0, -1),
      widths: hidden.length === 1 ? undefined : store.get().study.widths,
    });
}

function fillColumns(host: HTMLElement, context: Context, widths: readonly number[]): void {
  const { store, texts } = context;
  const focused = document.activeElement?.getAttribute("aria-label");
  const setWidth = (layer: number, width: number): void => {
    const hidden = [...store.get().study.hidden];
    hidden[layer] = clamped(width, WIDTH);
    context.study({ hidden });
  };
  const cells = widths.map((width, at) => {
    if (at === 0 || at === widths.length - 1) {
      const name = at === 0 ? texts.network.inputs : texts.network.outputs;
      return element(
        "div",
        { class: "layer" },
        element("strong", {}, String(width)),
        element("span", {}, name),
      );
    }
    const label = String(at);
    const more = button(
      "+",
      () => setWidth(at - 1, width + 1),
      "round",
      texts.network.addNeuron(label),
    );
    const fewer = button(
      "−",
      () => setWidth(at - 1, width - 1),
      "round",
      texts.network.removeNeuron(label),
    );
    more.disabled = width >= WIDTH.high;
    fewer.disabled = width <= WIDTH.low;
    const input = element("input", {
      type: "number", min: WIDTH.low, max: WIDTH.high, value: width, "aria-label": texts.network.neurons(label),
      change: () => setWidth(at - 1, Number(input.value) || width),
    }); // prettier-ignore
    return element("div", { class: "layer" }, more, input, fewer);
  });
  host.replaceChildren(...cells);
  // What was pressed stays under the keyboard, though it was made anew.
  if (focused) host.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
}

function picture(widths: readonly number[], width: number, label: string): SVGSVGElement {
  const height = Math.max(3, ...widths.map((count) => Math.min(count, MOST_DRAWN))) * GAP + 16;
  const places = widths.map((count, layer) => {
    const drawn = Math.min(count, MOST_DRAWN);
    const x = ((layer + 0.5) * width) / widths.length;
    return Array.from(
      { length: drawn },
      (_, k) => [x, (height - 8) / 2 + (k - (drawn - 1) / 2) * GAP] as const,
    );
  });
  const lines = places.slice(1).flatMap((to, layer) =>
    places[layer].flatMap(([x1, y1]) =>
      to.map(([x2, y2]) =>
        shape("path", {
          d: `M${x1},${y1}C${(x1 + x2) / 2},${y1} ${(x1 + x2) / 2},${y2} ${x2},${y2}`,
        }),
      ),
    ),
  );
  const circles = places.flatMap((layer, at) =>
    layer.map(([cx, cy]) => shape("circle", { cx, cy, r: 6, class: kind(at, widths.length) })),
  );
  const counts = places.flatMap((layer, at) =>
    widths[at] > MOST_DRAWN
      ? [shape("text", { x: layer[0][0], y: height - 1, "text-anchor": "middle" }, "⋮")]
      : [],
  );
  return shape(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    shape("g", { class: "wires" }, ...lines),
    ...circles,
    ...counts,
  );
}

function kind(layer: number, layers: number): string {
  return layer === 0 ? "input" : layer === layers - 1 ? "output" : "hidden-unit";
}
