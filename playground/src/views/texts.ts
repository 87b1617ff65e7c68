/** All words that pictures use. The page gives them in the reader's language. */

import type { SolutionName } from "../statistics/solutions";

/** Numbers come as text, written in the same language. */
export interface ViewTexts {
  readonly locale: string; // as in "en-GB"
  readonly none: string; // where there is nothing to show yet

  readonly fans: {
    loss: string;
    accuracy: string;
    epoch: string;
    training: string;
    validation: string;
    best: string; // the best possible accuracy
    oneRun: string; // label of the slider
    allRuns: string; // no run is chosen
    run(replica: string): string;
    note(replicas: string): string;
    value(name: string, value: string): string;
    readout(run: string, epoch: string, values: string): string;
    summary(metric: string, replicas: string, epoch: string, medians: string): string;
    median(name: string, first: string, last: string): string;
  };

  readonly distribution: {
    accuracy: string;
    best: string;
    note(replicas: string, level: string): string;
    mean(mean: string, low: string, high: string): string;
    diverged(count: string): string;
    summary(rows: string): string;
    row(name: string, mean: string, low: string, high: string): string;
  };

  readonly boundary: {
    members: string; // label of the slider
    onlyOne(replica: string): string;
    many(members: string): string;
    trained: string;
    validated: string;
    tested: string;
    note(members: string): string;
    units: string; // a hidden unit's line
    own: string; // the chosen replica's boundary
    keys: string; // how to move by keys
    readout(place: string, votes: string): string;
    votes(share: string, class_: string): string;
    summary(members: string, agreed: string, rows: string): string;
  };

  readonly confusion: {
    true: string;
    predicted: string;
    recall: string;
    note(replicas: string): string;
    below(level: string): string; // intervals stand below the shares
    pointed(level: string): string; // intervals are told of the cell that is pointed at
    bounds(low: string, high: string): string;
    readout(
      share: string,
      low: string,
      high: string,
      true_: string,
      predicted: string,
      rows: string,
    ): string;
    recallReadout(class_: string, mean: string, low: string, high: string, worst: string): string;
    summary(replicas: string, found: string): string;
  };

  readonly width: {
    width: string;
    none: string; // no hidden layer
    note(replicas: string, level: string, target: string): string;
    enough(share: string): string;
    enoughAt(width: string): string;
    nobodyEnough: string;
    readout(width: string, share: string, low: string, high: string): string;
    summary(rows: string): string;
  };

  readonly solutions: {
    name(name: SolutionName, classes: readonly string[]): string;
    succeeded: string;
    failed: string;
    share(share: string, low: string, high: string): string;
    replica(replica: string, accuracy: string): string;
    choose(replica: string, kind: string, accuracy: string): string;
    note(shown: string, replicas: string): string;
    layer(number: string): string;
    bias: string;
    unit(number: string): string;
    input(name: string): string;
    live(live: string, all: string): string;
    dead: string;
    weights: string;
    map(replica: string): string;
    legend: string;
  };

  readonly templates: {
    mean: string;
    one: string; // label of the slider
    replica(replica: string): string;
    note(replicas: string): string;
    against: string;
    for: string;
    image(class_: string): string;
    readout(class_: string, place: string, weight: string): string;
  };

  readonly hardest: {
    wrong(share: string): string;
    bounds(low: string, high: string): string;
    taken(true_: string, predicted: string): string;
    note(images: string, replicas: string): string;
    image(true_: string, row: string, share: string, predicted: string): string;
  };

  readonly draw: {
    label: string; // the sheet
    help: string;
    clear: string;
    seen: string; // what the networks see
    votes: string;
    nothing: string;
    cell(row: string, column: string, value: string): string;
    winner(class_: string, share: string, replicas: string): string;
    bar(class_: string, share: string): string;
  };
}
