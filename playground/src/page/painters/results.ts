/** Pictures of what is known of all replicas already: curves, accuracies, widths, confusion. */

import { CRITERIA, confusionOf, successByArm } from "../../statistics";
import { create as createConfusion } from "../../views/confusion";
import { create as createDistribution, type DistributionRow } from "../../views/distribution";
import { create as createFans } from "../../views/fans";
import { create as createWidth } from "../../views/width";
import { targetOfRun } from "../answers";
import type { Context } from "../context";
import type { Paint } from "./painter";
import { divergedOf, judgedBy, partSizes, type Run } from "../run";

export const curves: Paint = (host, { store, texts }) => {
  const view = createFans(host, texts.pictures);
  return {
    paint(run) {
      view.update({
        curves: run.curves[store.get().arm],
        validation: partSizes(run).validation > 0,
        bayesAccuracy: run.opened.bayesAccuracy,
        replica: store.get().replica,
        onReplica: (replica) => store.change({ replica }),
      });
    },
    close: view.close,
  };
};

export const distribution: Paint = (host, context) => {
  const view = createDistribution(host, context.texts.pictures);
  return {
    paint(run, status) {
      view.update({
        rows: rowsOf(run, context),
        testRows: run.fresh ? 0 : partSizes(run).test,
        bayesAccuracy: run.opened.bayesAccuracy,
        level: CRITERIA.level,
        epoch: run.moment?.epoch ?? 0,
        done: status !== "playing",
      });
    },
    close: view.close,
  };
};

function rowsOf(run: Run, { texts }: Context): DistributionRow[] {
  const where = run.fresh ? texts.rows.fresh : texts.rows.test;
  const rows = judgedBy(run).map((accuracies, arm): DistributionRow => {
    const { hidden } = run.opened.arms[arm];
    const linear = hidden.length === 0;
    const named = run.opened.arms.length > 1 || linear;
    const name = !named
      ? where
      : linear
        ? texts.linearModel
        : texts.rows.hidden(hidden.join(" × "));
    return { name, accuracies, baseline: linear && run.opened.arms.length > 1 };
  });
  if (run.linear) rows.push({ name: texts.linearModel, accuracies: run.linear, baseline: true });
  return rows;
}

export const width: Paint = (host, { store, texts }) => {
  const view = createWidth(host, texts.pictures);
  return {
    paint(run) {
      const target = targetOfRun(run);
      const accuracies = judgedBy(run);
      const shares = accuracies.length ? successByArm(accuracies, target) : [];
      view.update({
        arms: shares.map((share, arm) => {
          const { hidden, parameters } = run.opened.arms[arm];
          return { width: hidden[0] ?? 0, parameters, share };
        }),
        target,
        enough: CRITERIA.enough,
        chosen: store.get().arm,
        onArm: (arm) => store.change({ arm }),
      });
    },
    close: view.close,
  };
};

export const confusion: Paint = (host, { store, texts }) => {
  const view = createConfusion(host, texts.pictures);
  return {
    paint(run) {
      const { arm } = store.get();
      const { classes } = run.opened;
      const counts = run.moment?.confusion[arm] ?? new Int32Array();
      view.update({
        confusion: confusionOf(counts, classes.length, divergedOf(run, arm)),
        classes,
        level: CRITERIA.level,
        show: "shares",
      });
    },
    close: view.close,
  };
};
