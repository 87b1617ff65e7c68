/** A labelled slider: a range of the browser's own, so that keys and screen readers know it. */

import { assign, html, setText } from "./elements";

export interface Slider {
  readonly root: HTMLElement;
  value(): number;
  /** Limits and place; `say` puts a value into words. */
  set(low: number, high: number, value: number, say: (value: number) => string): void;
}

export function slider(label: string, onInput: (value: number) => void): Slider {
  const input = html("input", { type: "range", min: 0, max: 0, step: 1, value: 0 });
  const words = html("output", {});
  const root = html("label", { class: "slider" }, html("span", {}, label), input, words);
  let say = String as (value: number) => string;
  const told = (): void => {
    const text = say(input.valueAsNumber);
    setText(words, text);
    assign(input, { "aria-valuetext": text });
  };
  input.addEventListener("input", () => {
    told();
    onInput(input.valueAsNumber);
  });
  return {
    root,
    value: () => input.valueAsNumber,
    set(low, high, value, inWords) {
      assign(input, { min: low, max: high });
      if (input.valueAsNumber !== value) input.value = String(value);
      say = inWords;
      told();
    },
  };
}
