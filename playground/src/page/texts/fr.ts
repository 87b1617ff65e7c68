/** All French words of the page. */

import type { Texts } from "./en";
import { en } from "./en";

export const fr: Texts = en;
