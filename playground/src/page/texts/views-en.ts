/** The English words of the pictures. */

import type { FailureKind } from "../../statistics";
import type { ViewTexts } from "../../views/texts";

const FAILURES: Record<FailureKind, string> = {
  "diverged": "Diverged",
  "dead units": "Too many dead units",
  "a linear solution": "A straight line",
  "one corner lost": "One corner lost",
  "several corners lost": "Several corners lost",
  "a straight band": "A straight band",
  "still improving": "Still improving",
  "none of these": "None of these",
}; // prettier-ignore

export const viewsEn: ViewTexts = {
  locale: "en-GB",
  none: "Press play to see it.",
  fans: {
    loss: "Loss",
    accuracy: "Accuracy",
    epoch: "epoch",
    training: "training rows",
    validation: "validation rows",
    best: "best possible",
    oneRun: "One run",
    allRuns: "none",
    run: (replica) => `network ${replica}`,
    note: (replicas) =>
      `${replicas} networks: medians, and bands that hold half and nine tenths of them`,
    value: (name, value) => `${name} ${value}`,
    readout: (run, epoch, values) => `${run}, epoch ${epoch}: ${values}`,
    summary: (metric, replicas, epoch, medians) =>
      `${metric} of ${replicas} networks to epoch ${epoch}. ${medians}`,
    median: (name, first, last) => `Median of ${name}: from ${first} to ${last}.`,
  },
  distribution: {
    accuracy: "accuracy",
    best: "best possible",
    note: (replicas, level) => `${replicas} networks; dot: mean with its ${level} interval`,
    mean: (mean, low, high) => `${mean} (${low} to ${high})`,
    diverged: (count) => `${count} diverged`,
    summary: (rows) => `Accuracies over networks. ${rows}.`,
    row: (name, mean, low, high) => `${name}: mean ${mean}, ${low} to ${high}`,
  },
  boundary: {
    members: "Networks that vote",
    onlyOne: (replica) => `network ${replica} alone`,
    many: (members) => members,
    trained: "trained on",
    validated: "validated on",
    tested: "tested on",
    note: (members) =>
      `Colour: the class with most votes of ${members}, paler where they disagree. Points: rows of network 0.`,
    units: "a hidden unit’s line",
    own: "its own boundary",
    keys: "Point at the map, or move with the arrow keys, to read votes.",
    readout: (place, votes) => `At ${place}: ${votes}`,
    votes: (share, class_) => `${share} for class ${class_}`,
    summary: (members, agreed, rows) =>
      `Map of the votes of ${members} networks; nearly all agree on ${agreed} of the plane. ${rows} points.`,
  },
  confusion: {
    true: "true",
    predicted: "taken for",
    recall: "found",
    note: (replicas) => `Share of each true class among the test rows of all ${replicas} networks`,
    below: (level) => `${level} intervals stand below`,
    pointed: (level) => `point at a cell for its ${level} interval`,
    bounds: (low, high) => `${low} to ${high}`,
    readout: (share, low, high, true_, predicted, rows) =>
      `${share} (${low} to ${high}) of ${true_} are taken for ${predicted}: ${rows} rows on average.`,
    recallReadout: (class_, mean, low, high, worst) =>
      `${mean} (${low} to ${high}) of ${class_} are found; it is the worst class in ${worst} of networks.`,
    summary: (replicas, found) => `Confusion over ${replicas} networks. Found: ${found}.`,
  },
  width: {
    width: "hidden neurons",
    none: "none",
    note: (replicas, level, target) =>
      `${replicas} networks of each width; success is ${target} or better; ${level} intervals for all at once`,
    enough: (share) => `enough: ${share}`,
    enoughAt: (width) => `${width} hidden neurons are certainly enough.`,
    nobodyEnough: "None of these widths is certainly enough.",
    readout: (width, share, low, high) => `${width}: ${share} (${low} to ${high}) succeed`,
    summary: (rows) => `Share of networks that succeed, by width. ${rows}.`,
  },
  solutions: {
    name: (name, classes) =>
      name === "successful" ? "Successful"
      : "joined" in name ? `Class ${classes[name.joined]} joined through the middle`
      : FAILURES[name.failure], // prettier-ignore
    succeeded: "succeeded",
    failed: "failed",
    share: (share, low, high) => `${share} (${low} to ${high})`,
    replica: (replica, accuracy) => `network ${replica}: ${accuracy}`,
    choose: (replica, kind, accuracy) =>
      `Network ${replica}, ${kind}, accuracy ${accuracy}: look closer`,
    note: (shown, replicas) =>
      `${shown} of ${replicas} networks, by kind: choose one to see its weights`,
    layer: (number) => `Layer ${number}`,
    bias: "bias",
    unit: (number) => `unit ${number}`,
    input: (name) => name,
    live: (live, all) => `${live} of ${all} hidden units are live.`,
    dead: "dead",
    weights: "Weights",
    map: (replica) => `Map of what network ${replica} answers, with the lines of its hidden units`,
    legend: "Each small map is one network.",
  },
  templates: {
    mean: "mean of all",
    one: "One network",
    replica: (replica) => `network ${replica}`,
    note: (replicas) => `Mean weights of ${replicas} networks, less what all classes share`,
    against: "against",
    for: "for",
    image: (class_) => `Weights of class ${class_}`,
    readout: (class_, place, weight) => `Class ${class_}, pixel ${place}: ${weight}`,
  },
  hardest: {
    wrong: (share) => `wrong in ${share}`,
    bounds: (low, high) => `${low} to ${high}`,
    taken: (true_, predicted) => `${true_} taken for ${predicted}`,
    note: (images, replicas) =>
      `The ${images} images that most of ${replicas} networks get wrong, whether or not they were trained on them`,
    image: (true_, row, share, predicted) =>
      `Image ${row}, a ${true_}: ${share} of networks are wrong, mostly they say ${predicted}`,
  },
  draw: {
    label: "Sheet to draw a digit on.",
    help: "Draw with pointer or finger; by keys: arrows move, space paints.",
    clear: "Clear",
    seen: "what they see",
    votes: "Votes",
    nothing: "Draw a digit.",
    cell: (row, column, value) => `Row ${row}, column ${column}: ${value}`,
    winner: (class_, share, replicas) => `${share} of ${replicas} networks say ${class_}.`,
    bar: (class_, share) => `${class_}: ${share}`,
  },
};
