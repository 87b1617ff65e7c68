/** How networks are trained, how many, and what differs between them. */

import type { Source } from "../../engine/contract";
import type { Context, Part } from "../context";
import { element } from "../dom";
import {
  ACTIVATIONS, MOST_ARMS, OPTIMIZERS, RANGES, SCALINGS, SOURCES, WIDTH, isDrawn, within, type NumberField,
} from "../limits"; // prettier-ignore
import { usualRate } from "../state";
import { numberField, select, tick } from "./fields";

const named = <Value extends string>(values: readonly Value[]) =>
  values.map((value) => ({ value, label: value.replace("_", " ") }));

function numberOf(context: Context, name: NumberField) {
  const range = RANGES[name];
  const { decimal, whole } = context.numbers;
  const show = (value: number): string =>
    range.whole ? whole(value) : decimal(value, value < 0.01 && value ? 6 : 1);
  const help = context.texts.outOf(show(range.low), show(range.high));
  const field = numberField(context.texts.fields[name], range, help, (value) =>
    context.study({ [name]: value }),
  );
  return { node: field.node, update: () => field.set(context.store.get().study[name]) };
}

export function trainingControls(host: HTMLElement, context: Context): Part {
  const { store, texts } = context;
  const activation = select(texts.activation, named(ACTIVATIONS), (value) =>
    context.study({ activation: value }),
  );
  const optimizer = select(texts.optimizer, named(OPTIMIZERS), (value) =>
    context.study({ optimizer: value, learning_rate: usualRate(value) }),
  );
  const scaling = select(
    texts.scaling,
    SCALINGS.map((value) => ({ value, label: texts.scalings[value] })),
    (value) => context.study({ scaling: value }),
  );
  const stratify = tick(texts.stratify, "", (value) => context.study({ stratify: value }));
  const [rate, batch, epochs, l2, test, validation] = (
    ["learning_rate", "batch_size", "epochs", "l2", "test", "validation"] as const
  ).map((name) => numberOf(context, name));
  const more = element(
    "details", { class: "more" }, element("summary", {}, texts.more),
    element("div", { class: "fields" }, scaling.node, l2.node, test.node, validation.node), stratify.node,
  ); // prettier-ignore
  host.append(
    element(
      "div",
      { class: "fields" },
      activation.node,
      optimizer.node,
      rate.node,
      batch.node,
      epochs.node,
    ),
    more,
  );
  return {
    update() {
      const { study } = store.get();
      activation.set(study.activation);
      optimizer.set(study.optimizer);
      scaling.set(study.scaling);
      stratify.set(study.stratify);
      for (const field of [rate, batch, epochs, l2, test, validation]) field.update();
    },
  };
}

export function chanceControls(host: HTMLElement, context: Context): Part {
  const { store, texts } = context;
  const replicas = numberOf(context, "replicas");
  const seed = numberOf(context, "seed");
  const change = (source: Source, on: boolean): void => {
    const { vary } = store.get().study;
    context.study({ vary: SOURCES.filter((name) => (name === source ? on : vary.includes(name))) });
  };
  const ticks = SOURCES.map((source) => ({
    source,
    ...tick(texts.sources[source], texts.sourceHelp[source], (on) => change(source, on)),
  }));
  const group = element(
    "fieldset",
    {},
    element("legend", {}, texts.vary),
    ...ticks.map(({ node }) => node),
  );
  host.append(element("div", { class: "fields" }, replicas.node, seed.node), group);
  return {
    update() {
      const { study } = store.get();
      replicas.update();
      seed.update();
      for (const { source, set, input, node } of ticks) {
        const given = source === "data" && !isDrawn(study.data);
        set(study.vary.includes(source) && !given);
        input.disabled = given;
        node.title = given ? texts.fixedData : texts.sourceHelp[source];
      }
    },
  };
}

/** Several widths of the first hidden layer, trained side by side on the same rows. */
export function sweepControls(host: HTMLElement, context: Context): Part {
  const { store, texts } = context;
  const on = tick(texts.network.sweep, "", (value) => {
    store.change({ step: null });
    context.study({ widths: value ? [1, 2, 3, 4, 6, 8] : undefined });
  });
  const input = element("input", {
    id: "widths",
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    spellcheck: "false",
  });
  input.addEventListener("change", () => {
    const widths = [
      ...new Set(
        input.value
          .split(/[\s,;]+/)
          .filter(Boolean)
          .map(Number),
      ),
    ];
    const fits = widths.every((width) => within(width, { ...WIDTH, low: 0 }));
    if (fits && widths.length > 0 && widths.length <= MOST_ARMS) context.study({ widths });
    else input.value = (store.get().study.widths ?? []).join(", ");
  });
  const field = element(
    "div",
    { class: "field wide" },
    element("label", { for: "widths" }, texts.network.widths),
    input,
  );
  const arm = element("select", {
    id: "arm",
    change: () => store.change({ arm: Number(arm.value) }),
  });
  const arms = element(
    "div",
    { class: "field wide" },
    element("label", { for: "arm" }, texts.network.arm),
    arm,
  );
  host.append(on.node, field, arms);
  return {
    update() {
      const { study, arm: shown } = store.get();
      on.set(study.widths !== undefined);
      field.hidden = arms.hidden = study.widths === undefined;
      const text = (study.widths ?? []).join(", ");
      if (document.activeElement !== input) input.value = text;
      if (arm.dataset.widths !== text) {
        arm.dataset.widths = text;
        arm.replaceChildren(
          ...(study.widths ?? []).map((width, at) =>
            element("option", { value: at }, width ? String(width) : texts.network.linear),
          ),
        );
      }
      arm.value = String(shown);
    },
  };
}
