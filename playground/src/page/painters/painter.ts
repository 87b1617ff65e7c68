/** What draws one picture of a study into its card. */

import type { Engine } from "../../engine/contract";
import type { Context } from "../context";
import type { Run, Status } from "../run";

export interface Painter {
  /** `wanted` tells whether anybody still waits for the picture. */
  paint(run: Run, status: Status, wanted: () => boolean): Promise<void> | void;
  close(): void;
}

export type Paint = (host: HTMLElement, context: Context, engine: Engine) => Painter;
