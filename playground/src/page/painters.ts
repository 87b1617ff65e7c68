/** How each picture gets what it shows: from what is known already, or by asking the engine. */

import type { ViewName } from "./lab-steps";
import { confusion, curves, distribution, width } from "./painters/results";
import { data } from "./painters/data";
import { draw, hardest, templates } from "./painters/images";
import { boundary } from "./painters/boundary";
import { solutions } from "./painters/solutions";
import type { Paint } from "./painters/painter";

export const PAINTERS: Record<ViewName, Paint> = {
  boundary, templates, curves, distribution, width, confusion, solutions, draw, hardest, data }; // prettier-ignore
