/** What every part of the page is given: the state, the words, and how to change both. */

import type { StudySpec } from "../engine/contract";
import type { Numbers } from "./numbers";
import type { PageState } from "./state";
import type { Store } from "./store";
import type { Texts } from "./texts/en";

export interface Context {
  store: Store<PageState>;
  texts: Texts;
  numbers: Numbers;
  /** Change some fields of the study; it starts again. Refused, with a word, where it is too large. */
  study(fields: Partial<StudySpec>): void;
  /** Ends with this making of the page: whoever listens to more than its own elements stops then. */
  ended: AbortSignal;
  /** Say something in the page's own line. */
  tell(sentence: string): void;
}

/** A part of the page: made once, and brought up to date whenever something changed. */
export interface Part {
  update(): void;
}
