/** Single keys, their list, and the switch that turns them off. */

import type { Texts } from "../texts/en";
import { element } from "../dom";
import { button, tick } from "./fields";

export type Key = keyof Texts["keys"]["list"];

/** Whether single keys work: what was said once holds in the other language too. */
let working = true;

/** Returns the list of keys; `press` is called for each that is pressed outside of a field. */
export function keys(
  texts: Texts,
  press: Record<Exclude<Key, "?">, () => void>,
): HTMLDialogElement {
  const { title, list, close, enabled } = texts.keys;
  const rows = Object.entries(list).flatMap(([key, what]) => [
    element("dt", {}, element("kbd", {}, key)),
    element("dd", {}, what),
  ]);
  const on = tick(enabled, "", (value) => (working = value));
  on.set(working);
  const dialog = element(
    "dialog", { "aria-label": title },
    element("h2", {}, title), element("dl", { class: "keys" }, ...rows), on.node,
    button(close, () => dialog.close()),
  ); // prettier-ignore
  document.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !on.input.checked) return;
    const target = event.target as Element;
    if (dialog.open || target.closest("textarea, select, input:not([type=range], [type=checkbox])"))
      return;
    if (event.key === "?") dialog.showModal();
    else if (Object.hasOwn(press, event.key)) press[event.key as Exclude<Key, "?">]();
    else return;
    event.preventDefault();
  };
  return dialog;
}
