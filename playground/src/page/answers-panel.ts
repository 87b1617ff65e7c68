/** The answers beside the pictures, brought up to date without moving what is read. */

import { answersOf } from "./answers";
import type { Context, Part } from "./context";
import { element, setText } from "./dom";
import type { Run } from "./run";

export function answersPanel(host: HTMLElement, context: Context, current: () => Run | null): Part {
  const { store, texts, numbers } = context;
  const about = element("p", { class: "hint" }, texts.answers.none);
  const list = element("dl", { class: "answers" });
  host.append(about, list);
  return {
    update() {
      const run = current();
      const arm = store.get().arm;
      const found = run?.moment ? answersOf({ run, arm, texts, numbers }) : [];
      const { moment } = run ?? {};
      setText(
        about,
        moment && run
          ? texts.answers.trainedSoFar(String(moment.epoch), String(run.study.epochs))
          : texts.answers.none,
      );
      while (list.children.length > 2 * found.length) list.lastElementChild!.remove();
      found.forEach(({ question, answer }, at) => {
        if (list.children.length <= 2 * at) list.append(element("dt", {}), element("dd", {}));
        setText(list.children[2 * at], question);
        setText(list.children[2 * at + 1], answer);
      });
    },
  };
}
