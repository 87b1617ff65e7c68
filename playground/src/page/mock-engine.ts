/** Stands for the engine until it is there. */
import type { Engine, Moment, Opened, StudySpec } from "../engine/contract";

export function createEngine(): Engine {
  let study: StudySpec;
  let epoch = 0;
  let opened: Opened;
  const noise = (k: number) => { const v = Math.sin(k * 12.9898) * 43758.5453; return v - Math.floor(v); };
  return {
    async open(given) {
      study = given; epoch = 0;
      const rows = given.data === "digits" ? 1797 : given.table ? given.table.y.length : given.options.copies ? 4 * given.options.copies : given.options.samples ?? 150;
      const features = given.table?.features ?? (given.data === "digits" ? Array.from({ length: 64 }, (_, k) => `pixel ${k}`) : given.data === "iris" ? ["a", "b", "c", "d"] : ["x0", "x1"]);
      const classes = given.table?.classes ?? Array.from({ length: given.data === "digits" ? 10 : given.options.classes ?? (given.data === "iris" ? 3 : 2) }, (_, k) => String(k));
      const x = new Float32Array(rows * features.length).map((_, k) => (given.data === "digits" ? Math.floor(16 * noise(k)) : 2 * noise(k) - 0.5));
      const y = new Int32Array(rows).map((_, i) => (given.data === "xor" ? Number((x[2 * i] > 0.5) !== (x[2 * i + 1] > 0.5)) : i % classes.length));
      const part = new Uint8Array(rows).map((_, i) => (i % 5 === 4 ? 2 : i % 5 === 3 ? 1 : 0));
      const hidden = given.widths?.map((w) => (w ? [w, ...given.hidden.slice(1)] : [])) ?? [given.hidden];
      opened = {
        arms: hidden.map((h) => ({ label: h.length ? `hidden=${h.join("x")}` : "hidden=none", hidden: h, parameters: [features.length, ...h, classes.length].slice(1).reduce((s, w, a) => s + w * ([features.length, ...h][a] + 1), 0) })),
        features, classes, x, y, part, imageShape: given.data === "digits" ? [8, 8] : null, bayesAccuracy: given.data === "xor" ? 0.909 : null,
      };
      return opened;
    },
    async advance(n) {
      await new Promise((r) => setTimeout(r, 20));
      const added = Math.min(n, study.epochs - epoch);
      const R = study.replicas; const C = opened.classes.length;
      const history = opened.arms.map((_, a) => new Float32Array(4 * R * added).map((_, at) => {
        const m = Math.floor(at / (R * added)); const k = Math.floor(at / added) % R; const e = epoch + (at % added) + 1;
        const end = 0.25 + 0.35 * noise(k + 31 * a) ** 3; const loss = end + 0.6 * Math.exp(-e / (15 + 20 * noise(k + 7))) + 0.02 * noise(at + e);
        return m % 2 ? 1 - loss / 2 : loss;
      }));
      epoch += added;
      const acc = opened.arms.map((_, a) => new Float32Array(R).map((_, k) => Math.round(160 * (0.93 - 0.2 * noise(k + 31 * a) ** 3)) / 160));
      const confusion = opened.arms.map(() => new Int32Array(R * C * C).map((_, at) => (Math.floor(at / C) % C === at % C ? 40 + (at % 7) : Math.floor(4 * noise(at)))));
      const moment: Moment = { epoch, done: epoch >= study.epochs, history, testLoss: acc.map((v) => v.map((x) => 1 - x)), testAccuracy: acc, confusion, epochsRun: acc.map(() => new Int32Array(R).fill(epoch)), divergedAt: acc.map(() => new Int32Array(R).fill(-1)) };
      return moment;
    },
    async predict(_a, replicas, x) { const rows = x.length / opened.features.length; return new Float32Array(replicas.length * rows * opened.classes.length).fill(1 / opened.classes.length); },
    async votes(_a, members, x) { const w = opened.features.length; const rows = x.length / w; return new Uint8Array(members * rows).map((_, at) => { const i = at % rows; const k = Math.floor(at / rows); const d = 0.5 + 0.3 * (noise(k) - 0.5); return w === 2 ? Number((x[2 * i] > d) !== (x[2 * i + 1] > d)) : (i + k) % opened.classes.length; }); },
    async weights(arm, r) { return new Float32Array(opened.arms[arm].parameters).map((_, k) => noise(k + r) - 0.5); },
    async digest() { return "0123456789abcdef"; },
    close() {},
  };
}
