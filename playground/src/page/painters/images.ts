/** Pictures of images: templates, the hardest, one's own digit. */

import { centred, hardestRows, meanTemplate } from "../../statistics";
import { create as createDraw } from "../../views/draw";
import { create as createHardest } from "../../views/hardest";
import { create as createTemplates } from "../../views/templates";
import type { Paint } from "./painter";

/** Replicas whose weights are asked for while they train. */
const WHILE_PLAYING = 24;
const HARDEST = 12;

export const templates: Paint = (host, { store, texts }, engine) => {
  const view = createTemplates(host, texts.pictures);
  return {
    async paint(run, status) {
      const { arm, replica } = store.get();
      const { features, classes, imageShape } = run.opened;
      const [pixels, count] = [features.length, classes.length];
      const all = run.moment ? run.study.replicas : 0;
      const asked = status === "playing" ? Math.min(all, WHILE_PLAYING) : all;
      const kernels = await Promise.all(
        Array.from({ length: asked }, (_, k) => engine.weights(arm, k)),
      );
      const single =
        replica === null || !all
          ? null
          : centred(await engine.weights(arm, replica), pixels, count);
      view.update({
        shape: imageShape!,
        classes,
        mean: asked ? meanTemplate(kernels, pixels, count) : new Float64Array(pixels * count),
        replicas: asked,
        single: single && { replica: replica!, weights: single },
        onReplica: (chosen) => store.change({ replica: chosen }),
      });
    },
    close: view.close,
  };
};

export const hardest: Paint = (host, { store, texts }, engine) => {
  const view = createHardest(host, texts.pictures);
  return {
    async paint(run, status) {
      if (status === "playing") return;
      const { x, y, classes, imageShape } = run.opened;
      const members = run.moment ? run.study.replicas : 0;
      const votes = members ? await engine.votes(store.get().arm, members, x) : new Uint8Array();
      const errors = members ? hardestRows(votes, y, classes.length).slice(0, HARDEST) : [];
      view.update({
        shape: imageShape!,
        classes,
        x,
        y,
        most: largest(x),
        errors,
        replicas: members,
      });
    },
    close: view.close,
  };
};

export const draw: Paint = (host, { store, texts }, engine) => {
  let classes: string[] = [];
  let members = 0;
  let sheet: Float32Array | null = null;
  const view = createDraw(host, texts.pictures, (x) => {
    sheet = x.some((value) => value > 0) ? x : null;
    // A study that is opened meanwhile asks for the votes again.
    vote().catch(() => undefined);
  });
  async function vote(): Promise<void> {
    if (!sheet || !members) return view.update({ classes, votes: null });
    const counts = new Int32Array(classes.length);
    for (const class_ of await engine.votes(store.get().arm, members, sheet)) counts[class_] += 1;
    view.update({ classes, votes: counts });
  }
  return {
    paint(run) {
      ({ classes } = run.opened);
      members = run.moment ? run.study.replicas : 0;
      return vote();
    },
    close: view.close,
  };
};

export function largest(values: Float32Array): number {
  return values.reduce((a, b) => Math.max(a, b), 1);
}
