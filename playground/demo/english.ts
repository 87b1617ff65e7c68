/** English words for the pictures, where the page's own are not at hand. */

import type { ViewTexts } from "../src/views/texts";

const times = (count: string, one: string, many: string): string =>
  `${count} ${count === "1" ? one : many}`;

export const ENGLISH: ViewTexts = {
  locale: "en-GB",
  none: "Nothing is trained yet.",
  fans: {
    loss: "loss",
    accuracy: "accuracy",
    epoch: "epoch",
    training: "training",
    validation: "validation",
    best: "best possible",
    oneRun: "A single run",
    allRuns: "none",
    run: (replica) => `replica ${replica}`,
    note: (replicas) =>
      `Median, 50 % and 90 % of ${replicas} replicas; point at a run to follow it`,
    value: (name, value) => `${name} ${value}`,
    readout: (run, epoch, values) => `${run}, epoch ${epoch}: ${values}`,
    summary: (metric, replicas, epoch, medians) =>
      `${metric} against epoch for ${replicas} replicas up to epoch ${epoch}, with bands of 50 % and 90 %: ${medians}.`,
    median: (name, first, last) => `the ${name} median goes from ${first} to ${last}`,
  },
  distribution: {
    accuracy: "test accuracy",
    best: "best possible",
    note: (replicas, level) =>
      `${replicas} replicas; line: 90 % of them, dot: mean, thick: its ${level} interval`,
    mean: (mean, low, high) => `mean ${mean} [${low}, ${high}]`,
    diverged: (count) => `${count} diverged`,
    summary: (rows) => `Test accuracy over replicas: ${rows}.`,
    row: (name, mean, low, high) => `${name} has mean ${mean}, between ${low} and ${high}`,
  },
  boundary: {
    members: "Voters",
    onlyOne: (replica) => `replica ${replica} alone`,
    many: (members) => `${members} replicas`,
    trained: "trained on",
    validated: "validated on",
    tested: "tested on",
    note: (members) =>
      `Votes of ${times(members, "replica", "replicas")}: the paler, the less agreed`,
    units: "hidden unit, active where the strokes point",
    own: "boundary of the chosen replica",
    keys: "Arrow keys move over the map, faster with Shift.",
    readout: (place, votes) => `At ${place}: ${votes}`,
    votes: (share, class_) => `${share} vote ${class_}`,
    summary: (members, agreed, rows) =>
      `Votes of ${members} replicas over the plane; nine in ten agree on ${agreed} of it. Points are the ${rows} rows of replica 0.`,
  },
  confusion: {
    true: "true",
    predicted: "predicted",
    recall: "found of it",
    note: (replicas) => `Share of each true class, ${replicas} replicas`,
    below: (level) => `below: ${level} intervals`,
    pointed: (level) => `point at a cell for its ${level} interval`,
    bounds: (low, high) => `${low} to ${high}`,
    readout: (share, low, high, true_, predicted, rows) =>
      `${share} [${low} to ${high}] of class ${true_} are taken for ${predicted}: ${rows} rows of a replica`,
    recallReadout: (class_, mean, low, high, worst) =>
      `Of class ${class_}, ${mean} [${low} to ${high}] are found; it is the worst class in ${worst} of replicas`,
    summary: (replicas, found) =>
      `Confusion matrix over ${replicas} replicas, rows are true classes. Found of each class: ${found}.`,
  },
  width: {
    width: "hidden neurons",
    none: "none",
    note: (replicas, level, target) =>
      `Share that reaches an accuracy of ${target}, of ${replicas} replicas a width; ${level} intervals for all at once`,
    enough: (share) => `${share} are asked for`,
    enoughAt: (width) => `${width}: the fewest hidden neurons that are certainly enough.`,
    nobodyEnough: "No width tried is certainly enough.",
    readout: (width, share, low, high) => `With ${width}, ${share} succeed [${low} to ${high}]`,
    summary: (rows) => `Share of replicas that succeed by hidden width. ${rows}.`,
  },
  solutions: {
    name: (name, classes) => {
      if (name === "successful") return "successful";
      return "joined" in name ? `class ${classes[name.joined] ?? ""} joined` : name.failure;
    },
    succeeded: "succeeded",
    failed: "failed",
    share: (share, low, high) => `${share} of replicas [${low} to ${high}]`,
    replica: (replica, accuracy) => `Replica ${replica}, accuracy ${accuracy}`,
    choose: (replica, kind, accuracy) => `Replica ${replica}: ${kind}, accuracy ${accuracy}`,
    note: (shown, replicas) =>
      `${shown} of ${replicas} replicas, by what they have learned; choose one`,
    layer: (number) => `Weights of layer ${number}`,
    bias: "bias",
    unit: (number) => `unit ${number}`,
    input: (name) => name,
    live: (live, all) => `${live} of its ${all} hidden units work.`,
    dead: "dead",
    weights: "Weights",
    map: (replica) => `Regions, hidden units and boundary of replica ${replica}`,
    legend: "Line: the boundary; strokes: where a hidden unit is active",
  },
  templates: {
    mean: "mean of all",
    one: "Weights of",
    replica: (replica) => `replica ${replica}`,
    note: (replicas) => `Mean weights of ${replicas} replicas, a class an image`,
    against: "against",
    for: "for",
    image: (class_) => `Weights for class ${class_}`,
    readout: (class_, place, weight) => `Class ${class_}, pixel ${place}: weight ${weight}`,
  },
  hardest: {
    wrong: (share) => `${share} wrong`,
    bounds: (low, high) => `${low} to ${high}`,
    taken: (true_, predicted) => `${true_}, taken for ${predicted}`,
    note: (images, replicas) => `The ${images} images most often wrong, of ${replicas} replicas`,
    image: (true_, row, share, predicted) =>
      `Image ${row}, a ${true_}: wrong in ${share} of replicas, most often taken for ${predicted}`,
  },
  draw: {
    label: "A sheet to draw a digit on.",
    help: "Draw here, or use arrow keys, Space to draw or rub out a cell, Delete to clear.",
    clear: "Clear",
    seen: "what the networks see",
    votes: "Votes",
    nothing: "Draw a digit.",
    cell: (row, column, value) => `Row ${row}, column ${column}: ${value} of 16`,
    winner: (class_, share, replicas) => `${share} of ${replicas} networks vote ${class_}.`,
    bar: (class_, share) => `${class_}: ${share}`,
  },
};
