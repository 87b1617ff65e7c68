/** The page: reads the address, starts the engine, and makes every part in the reader's language. */

import { createEngine } from "../engine/engine";
import { fromAddress, toAddress } from "./address";
import { freshOf, linearOf } from "./law";
import { mountPage, type Page } from "./mount";
import { inside, readPlace, writePlace } from "./place";
import { createRunner } from "./runner";
import { nextTask } from "./slices";
import { keyOf, tooLarge, usualArm, type Language } from "./state";
import { createStore } from "./store";
import type { StudySpec } from "../engine/contract";

const spoken: Language = navigator.language.startsWith("fr") ? "fr" : "en";
const first = fromAddress(readPlace(), spoken);
const store = createStore(first.state);
const engine = createEngine();
/** Trains what is compared with, while the first is free for questions. */
const beside = createEngine(1);
const runner = createRunner(engine, {
  changed: () => page?.update(),
  seen: async () => page?.draw(),
  rested: async (run) => {
    const fresh = await freshOf(engine, run);
    const digest = run.moment?.done ? await engine.digest() : null;
    await nextTask(); // hashing was a task of its own
    return { fresh, digest };
  },
  ended: async (run) => ({ linear: await linearOf(beside, run) }),
});
let page: Page | null = null;
let written = "";
let waiting = 0;
/** Whether the study that is about to be opened is to be played. */
let going = false;

/** Start a changed study; a slider's many changes within a moment start one. */
function restart(soon = 0): void {
  going ||= runner.status === "playing";
  runner.halt();
  clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    // Whoever waits to see it play still does where yet another change comes first.
    void runner.open(store.get().study, going).then(() => {
      if (runner.status !== "opening") going = false;
    });
  }, soon);
}

function change(fields: Partial<StudySpec>): void {
  const study = { ...store.get().study, ...fields };
  if (study.hidden.length === 0) study.widths = undefined;
  if (tooLarge(study)) {
    page?.tell("tooLarge");
    page?.update();
    return;
  }
  page?.tell(null);
  if (keyOf(study) === keyOf(store.get().study)) return;
  const { replica, study: before } = store.get();
  // An arm is one of the study's: both change at once, so that nobody looks at one that is none.
  const same = study.widths?.join() === before.widths?.join();
  store.change({
    study,
    arm: same ? store.get().arm : usualArm(study),
    replica: replica !== null && replica < study.replicas ? replica : null,
  });
}

function mount(): void {
  page?.close();
  page = mountPage(document.getElementById("page")!, {
    store,
    runner,
    engine,
    change,
    restart: () => restart(),
  });
  page.update();
}

store.listen((state, before) => {
  if (keyOf(state.study) !== keyOf(before.study)) {
    // Whoever changes what was trained wants to see what comes of it.
    going ||=
      runner.status === "done" &&
      state.study.data === before.study.data &&
      state.step === before.step;
    restart(120);
  }
  if (state.language !== before.language) {
    mount();
    document.querySelector<HTMLElement>("select.tool")?.focus();
  }
  page?.update();
  write();
});

function write(): void {
  written = `#${toAddress(store.get())}`;
  writePlace(written);
}

// A link that is followed, or an address that is typed, on the open page.
addEventListener("hashchange", () => {
  if (inside || location.hash === written) return;
  const read = fromAddress(location.hash, store.get().language);
  const { study } = store.get();
  // The same study goes on as it is, and with its table, which no address holds.
  const same = keyOf({ ...read.state.study, table: study.table }) === keyOf(study);
  store.change(same ? { ...read.state, study } : read.state);
  page?.complain(read.problems);
});

mount();
page!.complain(first.problems);
if (first.problems.length > 0) write();
void runner.open(store.get().study, false);
