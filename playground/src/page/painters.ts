/** How each picture gets what it shows: from what is known already, or by asking the engine. */

import type { Engine } from "../engine/contract";
import type { Context } from "./context";
import type { ViewName } from "./lab-steps";
import { confusion, curves, distribution, width } from "./painters/results";
import { data } from "./painters/data";
import { draw, hardest, templates } from "./painters/images";
import { boundary } from "./painters/boundary";
import { solutions } from "./painters/solutions";
import type { Run, Status } from "./run";

export interface Painter {
  /** `wanted` tells whether anybody still waits for the picture. */
  paint(run: Run, status: Status, wanted: () => boolean): Promise<void> | void;
  close(): void;
}

export type Paint = (host: HTMLElement, context: Context, engine: Engine) => Painter;

export const PAINTERS: Record<ViewName, Paint> = {
  boundary, templates, curves, distribution, width, confusion, solutions, draw, hardest, data }; // prettier-ignore
