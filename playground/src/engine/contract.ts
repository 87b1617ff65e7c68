/** What the page asks of the engine, and what it is told: the only words that both sides share. */

export type DatasetName =
  "xor" | "circles" | "moons" | "spirals" | "blobs" | "digits" | "iris" | "table";

/** Rows of a user's own table, which never leave the browser. */
export interface Table {
  name: string;
  features: string[];
  classes: string[];
  x: Float64Array; // (rows, features)
  y: Int32Array; // (rows,) index into classes
}

export type Source = "data" | "split" | "init" | "order";
export type Activation =
  | "linear" | "relu" | "tanh" | "sigmoid" | "leaky_relu" | "elu" | "gelu" | "silu"; // prettier-ignore
export type Optimizer = "sgd" | "rmsprop" | "adam" | "adamw";
export type Scaling = "none" | "standard" | "minmax";

/** One study, in the words of the Python library; what is left out has its defaults. */
export interface StudySpec {
  data: DatasetName;
  /** Options of the dataset: copies or samples, noise, factor, turns, classes. */
  options: Record<string, number>;
  table?: Table;
  hidden: number[];
  activation: Activation;
  optimizer: Optimizer;
  learning_rate: number;
  batch_size: number;
  epochs: number;
  l2: number;
  test: number; // share of the rows, or 0
  validation: number;
  stratify: boolean;
  scaling: Scaling;
  vary: Source[];
  seed: number;
  replicas: number;
  /** Widths of the first hidden layer, an arm each; 0 is an arm without hidden layer. */
  widths?: number[];
}

/** What is known as soon as a study is drawn, before any training. */
export interface Opened {
  arms: { label: string; hidden: number[]; parameters: number }[];
  features: string[];
  classes: string[];
  /** Rows of replica 0 as it sees them, for the scatter: float32 (rows, features), unscaled. */
  x: Float32Array;
  y: Int32Array;
  /** Parts of replica 0: 0 trained on, 1 validated on, 2 tested on; (rows,). */
  part: Uint8Array;
  imageShape: [number, number] | null;
  /** Accuracy of the best possible rule, where it is known. */
  bayesAccuracy: number | null;
}

/** Where all replicas stand after some epochs. */
export interface Moment {
  epoch: number; // epochs that every replica has been given
  done: boolean;
  /** Per arm: the epochs that were added, (4, replicas, added): loss, accuracy, val_loss, val_accuracy. */
  history: Float32Array[];
  /** Per arm, with the weights of now: (replicas,); NaN where a replica diverged. */
  testLoss: Float32Array[];
  testAccuracy: Float32Array[];
  confusion: Int32Array[]; // (replicas, classes, classes): true, predicted
  epochsRun: Int32Array[];
  divergedAt: Int32Array[]; // counted from 0; -1: did not diverge
}

export interface Engine {
  /**
   * Draw a study; ends whatever ran before, whose requests are rejected with an AbortError. Rejects
   * with an Error whose message is for the user.
   */
  open(study: StudySpec): Promise<Opened>;
  /** Train every replica of every arm `epochs` further (fewer at the end of the study). */
  advance(epochs: number): Promise<Moment>;
  /** Class probabilities of rows under replicas of an arm, weights of now: (replicas, rows, classes). */
  predict(arm: number, replicas: number[], x: Float32Array): Promise<Float32Array>;
  /** Which class each replica (the first `members`) votes for at each row: (members, rows). */
  votes(arm: number, members: number, x: Float32Array): Promise<Uint8Array>;
  /** A replica's weights of now, in Keras's order: kernel (in, out), bias, kernel, bias ... */
  weights(arm: number, replica: number): Promise<Float32Array>;
  /** Hash of all bits of the outcome, the same as that of the Python library's result. */
  digest(): Promise<string>;
  /** Give back all workers and memory. */
  close(): void;
}
