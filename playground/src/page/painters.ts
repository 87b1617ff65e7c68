/** How each picture gets what it shows. */

import type { Engine } from "../engine/contract";
import type { Context } from "./context";
import type { ViewName } from "./lab-steps";
import type { Run, Status } from "./run";
import { element } from "./dom";

export interface Painter {
  paint(run: Run, status: Status): Promise<void> | void;
  close(): void;
}

export type Paint = (host: HTMLElement, context: Context, engine: Engine) => Painter;

const placeholder: Paint = (host) => {
  const p = element("p", {}, "…");
  host.append(p);
  return { paint(run) { p.textContent = `epoch ${run.moment?.epoch ?? 0}`; }, close() { p.remove(); } };
};

export const PAINTERS: Record<ViewName, Paint> = {
  boundary: placeholder, templates: placeholder, curves: placeholder, distribution: placeholder, width: placeholder,
  confusion: placeholder, solutions: placeholder, draw: placeholder, hardest: placeholder, data: placeholder,
};
