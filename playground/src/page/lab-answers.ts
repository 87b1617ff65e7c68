/** The answer to each step of the lab, filled with what is known of the run. */

import {
  accuracyAnswer, classesAnswer, convergedAnswer, overfittedAnswer, samenessAnswer, sizeAnswer, successAnswer,
  widthAnswer, type Asked,
} from "./answers"; // prettier-ignore
import type { Step } from "./lab-steps";
import { partSizes } from "./run";
import { meanInterval } from "../statistics";

type Answerer = (asked: Asked) => string;

const joined = (...answerers: Answerer[]): Answerer => (asked) => answerers.map((answer) => answer(asked)).join(" "); // prettier-ignore

/** Answers that the exercise sets, known before any training. */
const SET: Record<string, Answerer> = {
  "1.1": ({ texts }) => texts.lab.says.truth,
  "1.2": ({ run, texts, numbers }) => {
    const { copies, noise } = run.study.options;
    const best = numbers.decimal(run.opened.bayesAccuracy ?? Number.NaN, 4);
    return texts.lab.says.copies(
      numbers.whole(copies),
      numbers.whole(4 * copies),
      numbers.decimal(noise, 1),
      best,
    );
  },
  "1.3": oneHot,
  "1.4": parts,
  "1.5": layers,
  "1.8": joined(layers, sizeAnswer),
  "2.1": ({ run, texts, numbers }) =>
    texts.lab.says.images(
      numbers.whole(run.opened.y.length),
      numbers.whole(run.opened.classes.length),
    ),
  "2.2": oneHot,
  "2.3": parts,
  "2.4": joined(({ texts }) => texts.lab.says.softmax, layers),
};

/** Answers that training gives. */
const TRAINED: Record<string, Answerer> = {
  "1.6": convergedAnswer,
  "1.7": joined(convergedAnswer, overfittedAnswer),
  "1.9": joined(accuracyAnswer, samenessAnswer),
  "1.10": joined(({ texts }) => texts.lab.says.confusion, classesAnswer),
  "1.11": joined(testLoss, published(0.91875)),
  "1.12": ({ texts }) => texts.lab.says.boundary,
  "1.13": joined(successAnswer, widthAnswer),
  "2.5": joined(batches, convergedAnswer),
  "2.6": joined(convergedAnswer, overfittedAnswer),
  "2.7": joined(sizeAnswer, accuracyAnswer, samenessAnswer),
  "2.8": joined(({ texts }) => texts.lab.says.confusion, classesAnswer),
  "2.9": joined(testLoss, published(0.906667)),
  "2.10": joined(successAnswer, samenessAnswer, classesAnswer),
};

/** The answer in words; empty where it takes a training that has not begun. */
export function labAnswer(step: Step, asked: Asked): string {
  const set = SET[step.number];
  if (set) return set(asked);
  return asked.run.moment ? TRAINED[step.number](asked) : "";
}

function oneHot({ run, texts, numbers }: Asked): string {
  return texts.lab.says.oneHot(
    numbers.whole(run.opened.y.length),
    numbers.whole(run.opened.classes.length),
  );
}

function parts({ run, texts, numbers }: Asked): string {
  const { train, validation, test } = partSizes(run);
  return texts.lab.says.parts(numbers.whole(train), numbers.whole(validation), numbers.whole(test));
}

function layers({ run, arm, texts, numbers }: Asked): string {
  const widths = [
    run.opened.features.length,
    ...run.opened.arms[arm].hidden,
    run.opened.classes.length,
  ];
  const told = widths.slice(1).map((outputs, at) => {
    const inputs = widths[at];
    return texts.lab.says.layer(String(inputs), String(outputs), String((inputs + 1) * outputs));
  });
  return texts.lab.says.network(told.join("; "), numbers.whole(run.opened.arms[arm].parameters));
}

function batches({ run, texts, numbers }: Asked): string {
  const count = Math.ceil(partSizes(run).train / run.study.batch_size);
  return texts.lab.says.batches(numbers.whole(run.study.epochs), numbers.whole(count));
}

function testLoss({ run, arm, texts, numbers }: Asked): string {
  return texts.lab.says.testLoss(numbers.quoted(meanInterval(run.moment!.testLoss[arm])));
}

/** Accuracies are shares of a few hundred rows: what is nearer than this is the same one. */
const AS_GOOD_AS = 1e-5;

/** Where the published run stands among these; of equal ones half count as below. */
function published(accuracy: number): Answerer {
  return ({ run, arm, texts, numbers }) => {
    const known = Array.from(run.moment!.testAccuracy[arm]).filter(Number.isFinite);
    const equal = known.filter((value) => Math.abs(value - accuracy) <= AS_GOOD_AS).length;
    const below = known.filter((value) => value < accuracy - AS_GOOD_AS).length;
    const percentile = (100 * (below + equal / 2)) / known.length;
    const ends = Math.min(percentile, 100 - percentile) < 3;
    return texts.lab.says.one(
      numbers.decimal(accuracy, 4),
      numbers.decimal(percentile, ends ? 1 : 0),
    );
  };
}
