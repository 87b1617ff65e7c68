/** Play, pause, one epoch, restart; how far it is; said politely to whoever does not see it. */

import type { Context, Part } from "../context";
import { element, setText, shape } from "../dom";
import type { Runner } from "../runner";

const ICONS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6 4.5h4.2v15H6zM13.8 4.5H18v15h-4.2z",
  step: "M5 4.5v15l10-7.5zM16.5 4.5H19v15h-2.5z",
  restart: "M12 5a7 7 0 1 1-6.6 4.7l1.9.7A5 5 0 1 0 12 7v3.2L7 6.1 12 2z",
};

function icon(name: keyof typeof ICONS): SVGSVGElement {
  return shape(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true" },
    shape("path", { d: ICONS[name] }),
  );
}

export function transport(
  host: HTMLElement,
  context: Context,
  runner: Runner,
  restart: () => void,
): Part {
  const { store, texts, numbers } = context;
  const make = (name: keyof typeof ICONS, label: string, press: () => void): HTMLButtonElement =>
    element(
      "button",
      {
        type: "button",
        class: `transport ${name}`,
        "aria-label": label,
        title: label,
        click: press,
      },
      icon(name),
    );
  const play = make("play", texts.play, () =>
    runner.status === "playing" ? runner.pause() : runner.play(),
  );
  const step = make("step", texts.stepOne, () => void runner.step());
  const again = make("restart", texts.restart, restart);
  const epoch = element("strong", {});
  const networks = element("span", { class: "hint" });
  const status = element("span", { class: "status" });
  const bar = element("progress", { max: 1, value: 0, "aria-label": texts.epoch });
  const live = element("p", { class: "unseen", role: "status", "aria-live": "polite" });
  host.append(
    again, play, step,
    element("div", { class: "where" }, element("div", {}, epoch, " ", status, " ", networks), bar),
    live,
  ); // prettier-ignore

  let said = 0;
  const say = (done: number, epochs: number): void => {
    const quarter = Math.floor((4 * done) / epochs);
    if (quarter === said) return;
    said = quarter;
    if (quarter > 0) setText(live, texts.progress(String(done), String(epochs)));
  };
  return {
    update() {
      const { study } = store.get();
      const done = runner.run?.moment?.epoch ?? 0;
      const playing = runner.status === "playing";
      const ended = runner.status === "done";
      play.replaceChildren(icon(playing ? "pause" : "play"));
      play.setAttribute("aria-label", playing ? texts.pause : texts.play);
      play.title = playing ? texts.pause : texts.play;
      play.disabled = runner.status === "opening" || runner.status === "failed" || ended;
      step.disabled = play.disabled || playing;
      setText(epoch, `${texts.epoch} ${texts.epochOf(String(done), String(study.epochs))}`);
      setText(
        networks,
        `· ${texts.networks(numbers.whole(study.replicas * (study.widths?.length ?? 1)))}`,
      );
      setText(status, `· ${texts.status[runner.status]}`);
      host.dataset.status = runner.status;
      bar.value = done / study.epochs;
      say(done, study.epochs);
    },
  };
}
