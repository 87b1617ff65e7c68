/** Numbers, choices and ticks, each with its label: what all controls are made of. */

import { element } from "../dom";
import { clamped, type Range } from "../limits";

let made = 0;
const nextId = (): string => `field-${(made += 1)}`;

export interface Field<Value> {
  node: HTMLElement;
  set(value: Value): void;
}

/** A number to type; what is out of range becomes the nearest that is not. */
export function numberField(
  label: string,
  range: Range,
  help: string,
  change: (value: number) => void,
): Field<number> {
  const id = nextId();
  const input = element("input", {
    id, type: "number", min: range.low, max: range.high, step: "any", inputmode: range.whole ? "numeric" : "decimal",
    title: help,
    change: () => {
      const value = input.value.trim() === "" ? Number.NaN : Number(input.value);
      if (Number.isFinite(value)) change(clamped(value, range));
      input.value = String(shown);
    },
  }); // prettier-ignore
  let shown = Number.NaN;
  // The arrow keys go in steps that suit the size of the number.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const step = range.whole
      ? Math.max(1, 10 ** Math.floor(Math.log10(Math.max(shown, 1)) - 0.7))
      : range.step;
    const moved = shown + (event.key === "ArrowUp" ? step : -step);
    change(clamped(Number(moved.toPrecision(12)), range));
  });
  const node = element("div", { class: "field" }, element("label", { for: id }, label), input);
  return {
    node,
    set(value) {
      // What is being typed is left alone, whatever else changes meanwhile.
      if (value !== shown || document.activeElement !== input) input.value = String(value);
      shown = value;
    },
  };
}

/** A slider with its number beside it. */
export function slider(
  label: string,
  range: Range,
  show: (value: number) => string,
  change: (value: number) => void,
): Field<number> {
  const id = nextId();
  const output = element("output", { for: id });
  const input = element("input", {
    id,
    type: "range",
    min: range.low,
    max: range.high,
    step: range.step,
  });
  const text = (value: number): void => {
    output.textContent = show(value);
    input.setAttribute("aria-valuetext", show(value));
  };
  input.addEventListener("input", () => text(Number(input.value)));
  input.addEventListener("input", () => change(clamped(Number(input.value), range)));
  const node = element(
    "div",
    { class: "slider" },
    element("label", { for: id }, label),
    output,
    input,
  );
  return {
    node,
    set(value) {
      if (Number(input.value) !== value) input.value = String(value);
      text(value);
    },
  };
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

export function select<Value extends string>(
  label: string,
  choices: readonly Choice<Value>[],
  change: (value: Value) => void,
): Field<Value> {
  const id = nextId();
  const options = choices.map(({ value, label: text }) => element("option", { value }, text));
  const input = element("select", { id, change: () => change(input.value as Value) }, ...options);
  const node = element("div", { class: "field" }, element("label", { for: id }, label), input);
  return { node, set: (value) => void (input.value = value) };
}

export function tick(
  label: string,
  help: string,
  change: (value: boolean) => void,
): Field<boolean> & { input: HTMLInputElement } {
  const input = element("input", { type: "checkbox", change: () => change(input.checked) });
  const node = element("label", { class: "check", title: help }, input, element("span", {}, label));
  return { node, input, set: (value) => void (input.checked = value) };
}

export function button(
  label: string,
  press: () => void,
  kind = "",
  name?: string,
): HTMLButtonElement {
  return element(
    "button",
    { type: "button", class: kind, "aria-label": name, title: name, click: press },
    label,
  );
}
