/** The lab as guided steps: what is asked, beside the live picture that answers it, and the answer. */

import type { Context, Part } from "./context";
import { button } from "./controls/fields";
import { element, setText } from "./dom";
import { labAnswer } from "./lab-answers";
import { STEPS, stepOf, studyOf, type Step } from "./lab-steps";
import type { Run } from "./run";
import { keyOf, usualArm } from "./state";

export interface Lab extends Part {
  /** Open the lab, or leave it. */
  toggle(): void;
  move(by: number): void;
}

export function labPanel(host: HTMLElement, context: Context, current: () => Run | null): Lab {
  const { store, texts } = context;
  const words = texts.lab;
  const go = (step: Step): void => {
    const study = studyOf(step);
    const same = keyOf(study) === keyOf(store.get().study);
    store.change({ step: step.number, arm: usualArm(study), ...(same ? {} : { study }) });
  };
  const lab: Lab = {
    toggle() {
      if (store.get().step) store.change({ step: null });
      else go(store.get().study.data === "digits" ? stepOf("2.1")! : STEPS[0]);
    },
    move(by) {
      const at = STEPS.findIndex(({ number }) => number === store.get().step);
      const next = STEPS[at + by];
      if (at >= 0 && next) go(next);
    },
    update,
  };

  const choose = element(
    "select",
    { "aria-label": words.choose, change: () => go(stepOf(choose.value)!) },
    ...groups(),
  );
  const back = button(words.back, () => lab.move(-1), "quiet");
  const next = button(words.next, () => lab.move(1), "primary");
  const leave = button(words.close, () => lab.toggle(), "quiet");
  const title = element("h2", {});
  const asks = element("p", { class: "asks" });
  const answer = element("p", { class: "lab-answer" });
  const answers = element("div", { class: "answer-box" }, element("h3", {}, words.answer), answer);
  host.append(
    element("div", { class: "lab-bar" }, choose, back, next, leave),
    title,
    asks,
    answers,
  );

  function groups(): HTMLOptGroupElement[] {
    return (["xor", "digits"] as const).map((name, at) => {
      const steps = STEPS.filter(({ number }) => number.startsWith(`${at + 1}.`));
      const options = steps.map(({ number }) =>
        element("option", { value: number }, `${number} ${words.steps[number].title}`),
      );
      return element("optgroup", { label: words.exercises[name] }, ...options);
    });
  }

  function update(): void {
    const step = stepOf(store.get().step);
    host.hidden = !step;
    if (!step) return;
    const at = STEPS.indexOf(step);
    back.disabled = at === 0;
    next.disabled = at === STEPS.length - 1;
    choose.value = step.number;
    setText(title, `${step.number} ${words.steps[step.number].title}`);
    setText(asks, words.steps[step.number].asks);
    const run = current();
    const { arm } = store.get();
    setText(
      answer,
      (run && labAnswer(step, { run, arm, texts, numbers: context.numbers })) || words.play,
    );
  }
  return lab;
}
