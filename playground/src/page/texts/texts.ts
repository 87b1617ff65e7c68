/** The words of each language. */

import type { Language } from "../state";
import { en, type Texts } from "./en";
import { fr } from "./fr";

export function textsIn(language: Language): Texts {
  return { en, fr }[language];
}
