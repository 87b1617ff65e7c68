/** Answers in words, with live numbers: the library's findings in short, by the same definitions. */

import {
  CRITERIA, chanceOf, confusionOf, convergenceOf, distributionOf, meanInterval, overfittingOf, smallestEnough,
  successByArm, successOf, targetOf, type Distribution, type Losses,
} from "../statistics"; // prettier-ignore
import { isDrawnAnew } from "./law";
import type { Numbers } from "./numbers";
import { divergedOf, judgedBy, partSizes, type Run } from "./run";
import type { Texts } from "./texts/en";

/** With fewer networks than this, nine in ten of them is no range to speak of. */
const FEW = 20;

export interface Answer {
  question: string;
  answer: string;
}

/** What an answer is made of. */
export interface Asked {
  run: Run;
  arm: number;
  texts: Texts;
  numbers: Numbers;
}

export function answersOf(asked: Asked): Answer[] {
  const { texts, run } = asked;
  const words = texts.answers;
  if (!run.moment) return [];
  const found: Answer[] = [];
  if (run.opened.arms.length > 1) found.push({ question: words.width, answer: widthAnswer(asked) });
  found.push(
    { question: words.successful, answer: successAnswer(asked) },
    { question: words.accuracy, answer: accuracyAnswer(asked) },
    { question: words.same, answer: samenessAnswer(asked) },
    { question: words.converged, answer: convergedAnswer(asked) },
    { question: words.overfitted, answer: overfittedAnswer(asked) },
  );
  if (run.opened.classes.length > 2)
    found.push({ question: words.classes, answer: classesAnswer(asked) });
  found.push({ question: words.size, answer: sizeAnswer(asked) });
  return found;
}

export function targetOfRun(run: Run): number {
  return targetOf(judgedBy(run), run.opened.bayesAccuracy, chanceOf(run.opened.y));
}

const without = ({ run }: Asked): boolean => !run.fresh && partSizes(run).test === 0;

/** Says that no network is left to judge; empty where there are some. */
function lost({ run, arm, texts, numbers }: Asked): string {
  const all = divergedOf(run, arm);
  return all.every(Boolean) ? texts.says.allDiverged(numbers.whole(all.length)) : "";
}

/** Whether there is one training, or nothing that would set several apart. */
function single({ run }: Asked): boolean {
  const { replicas, vary } = run.study;
  return replicas === 1 || vary.every((source) => source === "data" && !isDrawnAnew(run.study));
}

/** One training's accuracy, and where it was found. */
function ofOne({ run, arm, texts, numbers }: Asked): [accuracy: string, where: string] {
  const where = run.fresh ? texts.says.freshPoints : texts.says.testRows(numbers.whole(partSizes(run).test)); // prettier-ignore
  return [numbers.decimal(judgedBy(run)[arm][0]), where];
}

/** Of how many runs `rangeOf` is the range. */
function runsOf({ texts, numbers }: Asked, found: Distribution): string {
  const count = found.values.length;
  return count < FEW ? texts.says.allRuns(numbers.whole(count)) : texts.says.mostRuns;
}

export function successAnswer(asked: Asked): string {
  if (without(asked)) return asked.texts.says.noTest;
  if (lost(asked)) return lost(asked);
  const { run, arm, texts, numbers } = asked;
  const target = targetOfRun(run);
  const success = successOf(judgedBy(run)[arm], target);
  if (single(asked)) {
    const [accuracy, where] = ofOne(asked);
    const measured = run.opened.bayesAccuracy !== null || run.opened.arms.length > 1;
    if (!measured) return texts.says.oneAlone(accuracy, where);
    return texts.says.oneSuccess(accuracy, where, success.share.estimate > 0.5, numbers.decimal(target)); // prettier-ignore
  }
  const { says } = texts;
  const known = run.opened.bayesAccuracy === null ? says.belowMean : says.belowBest;
  const why = target <= chanceOf(run.opened.y) ? says.byChance : known;
  const mean = numbers.quoted(success.accuracy.mean);
  const parts = [
    texts.says.success(numbers.quotedPercent(success.share), numbers.decimal(target), why),
    run.fresh ? texts.says.fresh(mean) : texts.says.mean(mean, numbers.whole(partSizes(run).test)),
  ];
  if (run.opened.bayesAccuracy !== null)
    parts.push(texts.says.ceiling(numbers.decimal(run.opened.bayesAccuracy, 4)));
  return parts.join(" ");
}

export function accuracyAnswer(asked: Asked): string {
  if (without(asked)) return asked.texts.says.noTest;
  if (lost(asked)) return lost(asked);
  const { run, arm, texts, numbers } = asked;
  if (single(asked)) return texts.says.oneQuoted(...ofOne(asked));
  const quoted = judgedBy(run)[arm];
  const training = lastOf(run, arm, "accuracy");
  const gap = meanInterval(Float64Array.from(training, (value, k) => value - quoted[k]));
  const mean = numbers.quoted(distributionOf(quoted, CRITERIA.level, true).mean);
  const by = texts.says.points(numbers.points(gap.estimate));
  const flattery =
    gap.low > 0
      ? texts.says.flatters(by)
      : gap.high < 0
        ? texts.says.lower(by)
        : texts.says.flattersNot;
  return [
    run.fresh ? texts.says.quoteFresh(mean) : texts.says.quoteTest(mean),
    texts.says.training(numbers.quoted(meanInterval(training))) + flattery,
  ].join(" ");
}

export function samenessAnswer(asked: Asked): string {
  const { run, arm, texts, numbers } = asked;
  const rows = partSizes(run).test;
  if (rows === 0) return texts.says.noTest;
  if (lost(asked)) return lost(asked);
  if (single(asked)) return texts.says.oneSame;
  const test = distributionOf(run.moment!.testAccuracy[arm], CRITERIA.level, true);
  const floors = test.values.map((p) => (p * (1 - p)) / rows);
  const luck = Math.sqrt(floors.reduce((a, b) => a + b, 0) / floors.length);
  const points = (value: number): string => texts.says.points(numbers.points(value));
  const parts = [
    texts.says.spread(rangeOf(asked, test), runsOf(asked, test), points(test.standardDeviation)),
  ];
  if (run.study.vary.includes("data") && isDrawnAnew(run.study)) {
    parts.push(texts.says.luck(numbers.whole(rows), points(luck)));
  }
  return parts.join(" ");
}

export function convergedAnswer(asked: Asked): string {
  const { run, arm, texts, numbers } = asked;
  const diverged = divergedOf(run, arm);
  const found = convergenceOf(lossesOf(run, arm), diverged);
  const { says } = texts;
  if (single(asked)) {
    if (diverged[0]) return lost(asked);
    const epoch = numbers.decimal(found.epoch.quantiles[1].estimate, 0);
    return found.epoch.values.length ? says.oneConverged(epoch) : says.oneDidNot;
  }
  const median = numbers.decimal(found.epoch.quantiles[1].estimate, 0);
  const of = found.epoch.values.length;
  const settled =
    of > 1
      ? says.settled(median, runsOf(asked, found.epoch), rangeOf(asked, found.epoch, 0))
      : of === 1
        ? says.settledOne(median)
        : ".";
  const gone = diverged.filter(Boolean).length;
  const parts = [says.converged(numbers.quotedPercent(found.share)) + settled];
  if (gone) parts.push(says.diverged(numbers.percent(gone / diverged.length)));
  return parts.join(" ");
}

export function overfittedAnswer(asked: Asked): string {
  const { run, arm, texts, numbers } = asked;
  if (partSizes(run).validation === 0) return texts.says.noValidation;
  if (lost(asked)) return lost(asked);
  const validation = lastOf(run, arm, "val_accuracy");
  const gaps = lastOf(run, arm, "accuracy").map((value, k) => value - validation[k]);
  const { share } = overfittingOf(lossesOf(run, arm), gaps, divergedOf(run, arm));
  if (single(asked)) return texts.says.oneOverfitted(share.estimate > 0.5);
  return share.estimate === 0
    ? texts.says.overfittedNone(numbers.percent(share.high))
    : texts.says.overfitted(numbers.quotedPercent(share));
}

export function widthAnswer(asked: Asked): string {
  if (without(asked)) return asked.texts.says.noTest;
  const { run, texts, numbers } = asked;
  const shares = successByArm(judgedBy(run), targetOfRun(run));
  const best = smallestEnough(
    shares.map((share, a) => ({ share, parameters: run.opened.arms[a].parameters })),
  );
  const name = (arm: number): string =>
    run.opened.arms[arm].hidden.join(" × ") || texts.network.linear;
  if (best >= 0) return texts.says.enough(name(best), numbers.quotedPercent(shares[best]));
  const highest = shares.reduce(
    (at, share, a) => (share.estimate > shares[at].estimate ? a : at),
    0,
  );
  return texts.says.noneEnough(name(highest), numbers.quotedPercent(shares[highest]));
}

export function classesAnswer(asked: Asked): string {
  const { run, arm, texts, numbers } = asked;
  if (lost(asked)) return lost(asked);
  const { classes } = run.opened;
  const { recall } = confusionOf(run.moment!.confusion[arm], classes.length, divergedOf(run, arm));
  const order = recall.map((_, c) => c).filter((c) => Number.isFinite(recall[c].estimate));
  if (order.length === 0) return texts.says.noTest;
  order.sort((a, b) => recall[a].estimate - recall[b].estimate);
  const [worst, best] = [order[0], order.at(-1)!];
  return texts.says.worst(
    classes[worst], numbers.quotedPercent(recall[worst]), classes[best], numbers.quotedPercent(recall[best]),
  ); // prettier-ignore
}

export function sizeAnswer({ run, arm, texts, numbers }: Asked): string {
  const { parameters } = run.opened.arms[arm];
  const rows = partSizes(run).train;
  return texts.says.parameters(
    numbers.whole(parameters),
    numbers.whole(rows),
    numbers.decimal(rows / parameters, 1),
  );
}

/** A metric after the last epoch so far, NaN where a replica diverged. */
function lastOf(run: Run, arm: number, metric: "accuracy" | "val_accuracy"): Float64Array {
  const curves = run.curves[arm];
  const diverged = divergedOf(run, arm);
  return Float64Array.from(curves.at(metric, curves.known - 1), (value, k) =>
    diverged[k] ? Number.NaN : value,
  );
}

function lossesOf(run: Run, arm: number): Losses {
  const curves = run.curves[arm];
  const values = curves.table(partSizes(run).validation ? "val_loss" : "loss");
  return { values, replicas: curves.replicas, epochs: curves.known };
}

/** What holds nine replicas of ten; of few, all of them. */
function rangeOf({ texts, numbers }: Asked, found: Distribution, digits = 3): string {
  const few = found.values.length < FEW;
  const low = few ? Math.min(...found.values) : found.quantiles[0].estimate;
  const high = few ? Math.max(...found.values) : found.quantiles[2].estimate;
  return texts.says.to(numbers.decimal(low, digits), numbers.decimal(high, digits));
}
