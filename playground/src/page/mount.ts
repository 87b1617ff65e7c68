/** Puts the page together in one language, and keeps all parts up to date. */

import type { Engine, StudySpec } from "../engine/contract";
import type { Problem } from "./address";
import { answersPanel } from "./answers-panel";
import type { Context, Part } from "./context";
import { dataControls } from "./controls/data";
import { button } from "./controls/fields";
import { keys } from "./controls/keys";
import { networkControls } from "./controls/network";
import { chanceControls, sweepControls, trainingControls } from "./controls/training";
import { transport } from "./controls/transport";
import { element, setText } from "./dom";
import { labPanel } from "./lab";
import { createNumbers } from "./numbers";
import { inside } from "./place";
import { picturesPanel } from "./pictures";
import type { Runner } from "./runner";
import { sharePanel } from "./share/panel";
import type { Language, PageState } from "./state";
import type { Store } from "./store";
import { textsIn } from "./texts/texts";

export interface Parts {
  store: Store<PageState>;
  runner: Runner;
  engine: Engine;
  change(fields: Partial<StudySpec>): void;
  restart(): void;
}

export interface Page extends Part {
  /** Bring the pictures up to date; ends when they are. */
  draw(): Promise<void>;
  /** Say what is wrong with a change; null: nothing is. */
  tell(problem: "tooLarge" | null): void;
  complain(problems: Problem[]): void;
  close(): void;
}

/** Answers are for reading: they change no more often than this, in milliseconds. */
const CALM = 500;
/** And take no more than a tenth of the time, which those of ten thousand networks would. */
const APART = 10;

export function mountPage(
  host: HTMLElement,
  { store, runner, engine, change, restart }: Parts,
): Page {
  const { language } = store.get();
  const texts = textsIn(language);
  const message = element("p", { class: "notice", role: "alert", hidden: true });
  const tell = (sentence: string): void => {
    setText(message, sentence);
    message.hidden = sentence === "";
  };
  const life = new AbortController();
  const context: Context = {
    ended: life.signal,
    store,
    texts,
    numbers: createNumbers(language, texts.says.to),
    study: change,
    tell,
  };
  /** The run of the study as it is now: what is shown of it must fit its arms. */
  const current = () => (runner.run?.study === store.get().study ? runner.run : null);

  const hosts = sectionsOf(context);
  const pictures = picturesPanel(hosts.pictures, context, engine, current);
  const lab = labPanel(hosts.lab, context, current);
  const answers = answersPanel(hosts.answers, context, current);
  const parts: Part[] = [
    transport(hosts.transport, context, runner, restart),
    dataControls(hosts.data, context),
    networkControls(hosts.network, context),
    sweepControls(hosts.network, context),
    trainingControls(hosts.training, context),
    chanceControls(hosts.chance, context),
    sharePanel(hosts.share, context, current),
  ];
  const press = {
    p: () => (runner.status === "playing" ? runner.pause() : runner.play()),
    s: () => void runner.step(),
    r: restart,
    l: () => inside || lab.toggle(), // a report has its own answers
    n: () => lab.move(1),
    b: () => lab.move(-1),
  };
  const list = keys(texts, press);
  hosts.tools.append(
    button(texts.lab.title, () => lab.toggle(), "tool lab-button", texts.lab.open),
    button(texts.keys.open, () => list.showModal(), "tool"),
    languageChoice(context),
  );
  document.documentElement.lang = language;
  document.title = texts.title;
  host.replaceChildren(hosts.skip, hosts.header, message, hosts.main, list);

  let failed = false;
  let due = 0;
  const read = (): void => {
    const started = performance.now();
    answers.update();
    lab.update();
    const took = performance.now() - started;
    due = started + Math.max(CALM, APART * took);
  };
  return {
    update() {
      for (const part of parts) part.update();
      pictures.update();
      const { study } = store.get();
      const lacking = study.data === "table" && !study.table;
      if (runner.status === "failed") tell(lacking ? texts.table.problems.needed : runner.failure);
      else if (failed) tell("");
      failed = runner.status === "failed";
      if (runner.status !== "playing" || performance.now() > due) read();
    },
    async draw() {
      await pictures.draw(runner.status);
      if (runner.status !== "playing") read();
    },
    tell: (problem) => tell(problem ? texts.problems[problem] : ""),
    complain(problems) {
      if (problems.length === 0) return tell("");
      const told = problems
        .slice(0, 5)
        .map(({ field, value }) => texts.problems.field(short(field), short(value)));
      tell(`${texts.problems.title}. ${told.join(" ")}`);
    },
    close() {
      life.abort();
      pictures.close();
    },
  };
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

function languageChoice({ store, texts }: Context): HTMLElement {
  const options = (["en", "fr"] as const).map((name) =>
    element("option", { value: name, lang: name }, texts.languages[name]),
  );
  const choose = element("select", { class: "tool", "aria-label": texts.language }, ...options);
  choose.value = store.get().language;
  choose.addEventListener("change", () => store.change({ language: choose.value as Language }));
  return choose;
}

function sectionsOf({ texts }: Context) {
  const { sections } = texts;
  const section = (name: keyof typeof sections, kind: string) => {
    const id = `heading-${kind}`;
    const body = element("div", { class: "body" });
    const node = element(
      "section",
      { class: `card ${kind}`, "aria-labelledby": id },
      element("h2", { id }, sections[name]),
      body,
    );
    return { node, body };
  };
  const [data, network, training, chance] = (
    ["data", "network", "training", "chance"] as const
  ).map((name) => section(name, name));
  const answers = section("answers", "words");
  const share = section("share", "share");
  const pictures = element("div", {
    class: "pictures",
    id: "pictures",
    tabindex: "-1",
    role: "region",
    "aria-label": sections.pictures,
  });
  const lab = element("section", { class: "lab", "aria-label": texts.lab.title, hidden: true });
  const bar = element("div", {
    class: "transport-bar",
    role: "group",
    "aria-label": `${texts.play} / ${texts.pause}`,
  });
  const tools = element("div", { class: "tools" });
  const brand = element(
    "div",
    { class: "brand" },
    element("h1", {}, "manyseeds"),
    element("p", {}, texts.tagline),
  );
  return {
    skip: element("a", { class: "skip", href: "#pictures", click: (event: Event) => {
      event.preventDefault();
      pictures.focus();
    } }, texts.skip),
    header: element("header", {}, brand, bar, tools),
    main: element(
      "main", {},
      element("div", { class: "controls-column", role: "group", "aria-label": sections.controls }, data.node, network.node, training.node, chance.node),
      element("div", { class: "pictures-column" }, lab, pictures),
      element("div", { class: "words-column" }, answers.node, share.node),
    ),
    transport: bar, tools, data: data.body, network: network.body, training: training.body, chance: chance.body,
    answers: answers.body, share: share.body, pictures, lab,
  }; // prettier-ignore
}
