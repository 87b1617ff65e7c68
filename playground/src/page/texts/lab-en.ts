/** The lab in English: what each step asks, and how its answer begins. */

export const labEn = {
  title: "The lab",
  open: "The lab, step by step",
  close: "Leave the lab",
  next: "Next",
  back: "Back",
  choose: "Step",
  answer: "Answer",
  exercises: { xor: "XOR with one hidden layer", digits: "Handwritten digits with one layer" },
  play: "Press play to fill in the answer.",
  steps: {
    "1.1": {
      title: "The truth table",
      asks: "Write down the truth table, draw its four points, and say why no linear classifier can separate them.",
    },
    "1.2": {
      title: "Copies and noise",
      asks: "Repeat the four points and add normal noise to both coordinates; draw the result.",
    },
    "1.3": { title: "One-hot targets", asks: "Encode the targets one-hot. What is their shape?" },
    "1.4": {
      title: "Training, validation and test rows",
      asks: "Set a fifth of the rows aside for the test, then a fifth of the rest for validation. How many rows has each part?",
    },
    "1.5": {
      title: "The network",
      asks: "Build a network with one hidden layer and a softmax over the classes; choose loss, optimizer and metric.",
    },
    "1.6": { title: "Training", asks: "Train it. How many epochs does it take to converge?" },
    "1.7": {
      title: "Loss and accuracy against epoch",
      asks: "Draw both for training and validation. Did the training converge? Did it overfit?",
    },
    "1.8": {
      title: "The size of the network",
      asks: "How many parameters has each layer? Is that big or small?",
    },
    "1.9": {
      title: "The accuracy at the end",
      asks: "What is it: on training or on validation rows? Is it the same on every run?",
    },
    "1.10": {
      title: "The confusion matrix",
      asks: "Count, on the test rows, which class was taken for which; normalise it and draw it.",
    },
    "1.11": {
      title: "Loss and accuracy on the test rows",
      asks: "Evaluate the trained network on rows it has never seen.",
    },
    "1.12": {
      title: "The decision boundary",
      asks: "Predict on a grid and draw the boundary over the points.",
    },
    "1.13": {
      title: "How many hidden neurons?",
      asks: "Did it converge, and succeed? What is the least number of hidden neurons?",
    },
    "2.1": {
      title: "The images",
      asks: "How many images, how many classes, how long is a flattened image?",
    },
    "2.2": { title: "One-hot targets", asks: "Encode the targets one-hot. What is their shape?" },
    "2.3": {
      title: "Training, validation and test rows",
      asks: "Set a quarter of the rows aside for the test, then a quarter of the rest for validation. How many rows has each part?",
    },
    "2.4": {
      title: "The network",
      asks: "Build a single dense layer over the ten classes. Which activation, and why?",
    },
    "2.5": { title: "Training", asks: "Train for 100 epochs of 8 batches." },
    "2.6": {
      title: "Loss and accuracy against epoch",
      asks: "Draw both for training and validation. Did the training converge? Did it overfit?",
    },
    "2.7": {
      title: "Size, and the accuracy at the end",
      asks: "Big or small? What is the accuracy at the end, and is it the same on every run?",
    },
    "2.8": {
      title: "The confusion matrix",
      asks: "Count, on the test rows, which digit was taken for which; normalise it and draw it.",
    },
    "2.9": {
      title: "Loss and accuracy on the test rows",
      asks: "Evaluate the trained network on rows it has never seen.",
    },
    "2.10": {
      title: "Do all digits do equally well?",
      asks: "Did it converge, and succeed? Is the accuracy the same on every run? Which classes fail?",
    },
  } as Record<string, { title: string; asks: string }>,
  says: {
    truth:
      "The targets of the four corners (0, 0), (0, 1), (1, 0) and (1, 1) are 0, 1, 1 and 0. The two corners of each class lie on a diagonal, and the diagonals cross: every straight line leaves at least one corner on the wrong side.",
    copies: (copies: string, rows: string, noise: string, best: string) =>
      `${copies} copies of four corners are ${rows} points, each moved by noise of standard deviation ${noise}. The noise carries some across: no rule can be right in more than ${best}.`,
    oneHot: (rows: string, classes: string) =>
      `(${rows}, ${classes}): one row for each sample, one column for each class, with a single 1 in each row.`,
    parts: (train: string, validation: string, test: string) =>
      `${train} rows for training, ${validation} for validation, ${test} for the test. Each network has its own parts.`,
    network: (layers: string, total: string) =>
      `${layers}: ${total} parameters in all. The loss is the categorical cross-entropy, the metric the accuracy.`,
    layer: (inputs: string, outputs: string, count: string) =>
      `${inputs} × ${outputs} weights and ${outputs} biases are ${count} parameters`,
    images: (rows: string, classes: string) =>
      `${rows} images of ${classes} classes. An image of 8 × 8 pixels is flattened to 64 values, not to 10: that is the number of classes.`,
    softmax:
      "Softmax: it turns ten sums into ten probabilities that add up to 1, of classes that exclude each other.",
    batches: (epochs: string, batches: string) => `${epochs} epochs of ${batches} batches.`,
    confusion:
      "Rows are the true classes, so each row is divided by its own count. The published report divided columns by them.",
    one: (accuracy: string, place: string) =>
      `One published run had ${accuracy} on its test rows: that is percentile ${place} of these networks.`,
    testLoss: (mean: string) => `The loss on test rows is ${mean} on average.`,
    boundary:
      "The boundary is where the probabilities of the two classes are equal, the contour at 0.5. It is not the same in every run: the paler the colour, the more the networks disagree.",
  },
};
