/** All English words of the page; `fr.ts` has the same keys. */

import { labEn } from "./lab-en";
import { viewsEn } from "./views-en";

const plural = (count: string, one: string, many: string): string =>
  `${count} ${count === "1" ? one : many}`;

export const en = {
  title: "manyseeds playground",
  tagline: "A thousand networks behind the play button",
  skip: "To the pictures",
  languages: { en: "English", fr: "Français" },
  language: "Language",

  play: "Play",
  pause: "Pause",
  stepOne: "One epoch",
  restart: "Restart",
  epoch: "Epoch",
  epochOf: (epoch: string, epochs: string) => `${epoch} of ${epochs}`,
  networks: (count: string) => plural(count, "network", "networks"),
  status: {
    opening: "Drawing the data …",
    ready: "Ready. Press play.",
    playing: "Training",
    paused: "Paused",
    done: "Trained",
    failed: "Cannot train this",
  },
  progress: (epoch: string, epochs: string) => `Epoch ${epoch} of ${epochs}.`,

  sections: {
    data: "Data",
    network: "Network",
    training: "Training",
    chance: "Chance",
    answers: "What it says",
    share: "Take it with you",
    controls: "What is trained",
    pictures: "Pictures",
  },
  datasets: {
    xor: "XOR",
    circles: "Circles",
    moons: "Moons",
    spirals: "Spirals",
    blobs: "Blobs",
    digits: "Digits",
    iris: "Iris",
    table: "Your table",
  },
  options: {
    noise: "Noise",
    copies: "Copies of each corner",
    samples: "Rows",
    factor: "Inner radius",
    turns: "Turns",
    classes: "Classes",
  } as Record<string, string>,
  fields: {
    learning_rate: "Learning rate",
    batch_size: "Batch size",
    epochs: "Epochs",
    l2: "L2 penalty",
    test: "Test rows",
    validation: "Validation rows",
    seed: "Seed",
    replicas: "Networks",
  },
  activation: "Activation",
  optimizer: "Optimizer",
  scaling: "Inputs",
  scalings: { none: "as they are", standard: "standardised", minmax: "scaled to 0 … 1" },
  stratify: "Keep the shares of classes in each part",
  vary: "What differs between networks",
  sources: { data: "Data", split: "Split", init: "First weights", order: "Order of batches" },
  sourceHelp: {
    data: "Rows drawn anew for each network",
    split: "Which rows are for training and for the test",
    init: "The weights a network starts from",
    order: "The order in which rows are shown",
  },
  fixedData: "These rows are given; they cannot be drawn anew.",
  more: "More settings",
  outOf: (low: string, high: string) => `From ${low} to ${high}.`,

  network: {
    inputs: "Inputs",
    outputs: "Classes",
    layers: (count: string) => plural(count, "hidden layer", "hidden layers"),
    addNeuron: (layer: string) => `One neuron more in hidden layer ${layer}`,
    removeNeuron: (layer: string) => `One neuron fewer in hidden layer ${layer}`,
    neurons: (layer: string) => `Neurons of hidden layer ${layer}`,
    addLayer: "Add a layer",
    removeLayer: "Remove a layer",
    parameters: (count: string) => `${count} parameters`,
    drawing: (widths: string) => `The network: ${widths} neurons from layer to layer.`,
    sweep: "Compare widths of the first layer",
    widths: "Widths, parted by commas",
    arm: "Shown",
    linear: "none (linear)",
  },

  table: {
    title: "Your own table",
    about: "Paste or drop a CSV, or choose a file. It stays in this browser.",
    choose: "Choose a file",
    paste: "Paste rows with a header here",
    read: "Read these rows",
    target: "Column of the classes",
    kept: (rows: string, features: string, classes: string) =>
      `${rows} rows, ${features} ${features === "1" ? "input" : "inputs"}, ${classes} classes.`,
    leftOutRows: (count: string) =>
      `${plural(count, "row", "rows")} with a missing value left out.`,
    treatments: {
      number: "as it is",
      truth: "1 for true, 0 for false",
      category: (count: string) => `one input for each of ${count} categories`,
      target: "the classes",
      constant: "left out: always the same",
      identifier: "left out: it numbers the rows",
      different: "left out: text that differs in every row",
      many: (count: string) => `left out: ${count} categories are too many`,
      empty: "left out: more than half is missing",
      date: "left out: dates",
    },
    columns: "What was done to each column",
    column: "Column",
    treatment: "Treatment",
    problems: {
      empty: "The file is empty: it needs a row of names and at least ten rows of values.",
      binary: "This is no text file: save the table as CSV first.",
      large:
        "The file has more than 20 MB or 200,000 rows: train it with the command line instead.",
      quotes: "A quote is opened and never closed: mend the file, or save it as CSV again.",
      one: "Only one column was found: there must be one with the classes and one to learn from.",
      names: "Two columns have the same name, or one has none: give each a name of its own.",
      header: "The first row holds numbers alone: it must be the names of the columns.",
      ragged: (row: string) => `Row ${row} has more or fewer fields than there are names: mend it.`,
      few: "Fewer than ten rows are left: the page needs ten or more to train on and to test.",
      classes: (count: string) =>
        `The column of the classes has ${count} different ${count === "1" ? "value" : "values"}: choose one with 2 to 50.`,
      fractions:
        "The column of the classes has fractions, or numbers beyond 2^53: choose one of classes, or put the numbers into bins.",
      precise: (column: string) =>
        `Column “${column}” has numbers that single precision does not tell apart: subtract the smallest first.`,
      mixed: (column: string, example: string) =>
        `Column “${column}” has numbers and text such as “${example}”: mend or empty those fields.`,
      comma: (column: string, example: string) =>
        `Column “${column}” has numbers such as “${example}”, whose comma can be read in two ways: write them with a point.`,
      infinite: (column: string) =>
        `Column “${column}” has numbers too large to train on, or infinite ones: mend or remove them.`,
      nothing: "No column is left to learn from: all others were left out.",
      needed: "The table of this address is not in it. Paste or drop it here again.",
    },
  },

  views: {
    data: "The data",
    boundary: "Where the networks vote for which class",
    curves: "Loss and accuracy, epoch by epoch",
    distribution: "Accuracy over networks",
    width: "Success by width",
    confusion: "Which class is taken for which",
    solutions: "Kinds of solutions",
    templates: "What each digit’s weights look for",
    hardest: "The hardest images",
    draw: "Draw a digit and let them vote",
  },
  pictures: viewsEn,
  linearModel: "linear model",
  rows: {
    test: "on test rows",
    fresh: "on fresh points",
    hidden: (widths: string) => `hidden ${widths}`,
  },

  answers: {
    none: "Train first: answers come with the first epoch.",
    trainedSoFar: (epoch: string, epochs: string) => `After ${epoch} of ${epochs} epochs.`,
    successful: "Was the training successful?",
    accuracy: "Which accuracy is to be quoted?",
    same: "Is it the same on every run?",
    converged: "Did the training converge?",
    overfitted: "Did it overfit?",
    width: "How many hidden neurons are enough?",
    classes: "Do all classes do equally well?",
    size: "Big or small?",
  },
  says: {
    freshPoints: "fresh points",
    testRows: (rows: string) => `${rows} test rows`,
    oneSuccess: (accuracy: string, where: string, reached: boolean, target: string) =>
      `This one training is right in ${accuracy} of ${where}: it ${reached ? "reaches" : "misses"} ${target}.`,
    oneAlone: (accuracy: string, where: string) =>
      `This one training is right in ${accuracy} of ${where}; it cannot be its own measure.`,
    oneQuoted: (accuracy: string, where: string) =>
      `Quote ${accuracy}, of ${where}: of one training there is no interval.`,
    oneSame:
      "One training cannot be compared with itself: train more networks, and let something differ.",
    oneConverged: (epoch: string) => `The training converged: it had settled by epoch ${epoch}.`,
    oneDidNot: "The training did not converge.",
    oneOverfitted: (above: boolean) =>
      `The training ended with a validation loss ${above ? "more" : "not more"} than 5 % above its lowest.`,
    success: (share: string, target: string, why: string) =>
      `${share} of trainings reach ${target}, ${why}.`,
    belowBest: "0.02 below the best possible",
    byChance: "what always naming the most frequent class reaches",
    belowMean: "0.02 below the mean of the best network",
    mean: (mean: string, rows: string) =>
      `On average they are right in ${mean} of ${rows} test rows.`,
    fresh: (mean: string) => `On average they are right in ${mean} of fresh points.`,
    ceiling: (best: string) => `No rule can be right in more than ${best}.`,
    quoteTest: (mean: string) => `Quote ${mean}, the mean on rows never used.`,
    quoteFresh: (mean: string) => `Quote ${mean}, the mean on fresh points.`,
    training: (mean: string) => `Training accuracy is ${mean}`,
    flatters: (by: string) => `: it flatters by ${by} on average.`,
    flattersNot: ": it does not measurably differ.",
    lower: (by: string) => `: it is ${by} lower and does not flatter.`,
    spread: (range: string, runs: string, deviation: string) =>
      `Test accuracy is ${range} in ${runs}, with a standard deviation of ${deviation}.`,
    mostRuns: "nine runs of ten",
    allRuns: (count: string) => (count === "2" ? "both runs" : `all ${count} runs`),
    luck: (rows: string, deviation: string) =>
      `The luck of ${rows} test rows alone makes ${deviation} of it.`,
    converged: (share: string) => `${share} of networks converged`,
    settled: (epoch: string, runs: string, range: string) =>
      `; half of these had settled by epoch ${epoch}, ${runs} at epochs ${range}.`,
    settledOne: (epoch: string) => `; it had settled by epoch ${epoch}.`,
    overfitted: (share: string) =>
      `${share} of networks ended with a validation loss more than 5 % above its lowest.`,
    overfittedNone: (most: string) =>
      `No network (at most ${most}) ended with a validation loss more than 5 % above its lowest.`,
    enough: (width: string, share: string) =>
      `${width}: the fewest with which at least 95 % of trainings certainly succeed; ${share} do.`,
    noneEnough: (width: string, share: string) =>
      `None of these widths is certainly enough; with ${width}, ${share} succeed.`,
    worst: (worst: string, share: string, best: string, other: string) =>
      `Of class ${worst} ${share} are found on average, of class ${best} ${other}.`,
    parameters: (count: string, rows: string, ratio: string) =>
      `${count} parameters for ${rows} training rows: ${ratio} rows for each.`,
    diverged: (share: string) => `${share} diverged.`,
    allDiverged: (count: string) =>
      count === "1"
        ? "The network diverged; there is nothing to judge."
        : `All ${count} networks diverged; there is nothing to judge.`,
    noTest: "Without test rows there is no accuracy to quote: set some aside.",
    noValidation: "Without validation rows overfitting cannot be seen: set some aside.",
    points: (value: string) => `${value} points`,
    to: (low: string, high: string) => `${low} to ${high}`,
  },

  share: {
    link: "Copy link",
    python: "Copy Python code",
    command: "Copy command",
    toml: "Save the study (TOML)",
    csv: "Save the results (CSV)",
    tableCsv: "Save the table as it is learned from (CSV)",
    copied: "Copied.",
    saved: (name: string) => `Saved ${name}.`,
    notCopied: "The browser did not allow copying; here it is:",
    commandNeeds: (name: string) => `The command reads ${name}: save it first.`,
    about: "The same networks, to the last bit, on the command line and in Python.",
    fingerprint: "Fingerprint of all bits",
    linkWithoutTable: "The link holds all settings, not your table.",
  },

  keys: {
    title: "Keys",
    open: "Keys",
    close: "Close",
    enabled: "Single keys work",
    list: {
      p: "Play or pause",
      s: "Train one epoch",
      r: "Restart",
      l: "Lab, on or off",
      n: "Next step of the lab",
      b: "Step back in the lab",
      "?": "This list",
    },
  },

  problems: {
    title: "Part of this address was not understood",
    field: (field: string, value: string) =>
      `“${field}” cannot be “${value}”; the usual value is used.`,
    tooLarge:
      "That many networks, epochs and widths are more than the page can keep: make one smaller.",
  },

  lab: labEn,
};

/** Words of the page in any language. */
export type Texts = typeof en;
