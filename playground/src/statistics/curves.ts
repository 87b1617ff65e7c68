/** Training curves of all replicas, growing by epochs: every value, and quantiles at each epoch. */

import { BANDS, quantileOfOrdered } from "./quantiles";

export const METRICS = ["loss", "accuracy", "val_loss", "val_accuracy"] as const;
export type Metric = (typeof METRICS)[number];

/** Quantiles of one metric: those of `BANDS`, a curve each, NaN where no replica has a value. */
export interface Bands {
  readonly quantiles: readonly Float64Array[];
  readonly n: Int32Array; // replicas behind each epoch
}

/** What is added is computed once: an epoch's quantiles never change afterwards. */
export class GrowingCurves {
  /** Epochs that are known. */
  known = 0;
  private readonly values: Float32Array; // (metric, epoch, replica): an epoch lies together
  private readonly found: readonly Bands[];
  private readonly ordered: Float32Array;
  /** Tables as they were asked for since the last epochs came: several answers ask for the same. */
  private readonly tables = new Map<Metric, Float64Array>();

  constructor(
    readonly replicas: number,
    readonly epochs: number,
  ) {
    this.values = new Float32Array(METRICS.length * epochs * replicas).fill(NaN);
    this.ordered = new Float32Array(replicas);
    this.found = METRICS.map(() => ({
      quantiles: BANDS.map(() => new Float64Array(epochs).fill(NaN)),
      n: new Int32Array(epochs),
    }));
  }

  /** Add epochs: (4, replicas, added), in the order of `METRICS`. */
  append(history: Float32Array): void {
    this.tables.clear();
    const added = Math.min(
      history.length / (METRICS.length * Math.max(this.replicas, 1)),
      this.epochs - this.known,
    );
    const stride = history.length / (METRICS.length * Math.max(this.replicas, 1));
    for (let metric = 0; metric < METRICS.length; metric++) {
      for (let epoch = 0; epoch < added; epoch++) {
        const to = (metric * this.epochs + this.known + epoch) * this.replicas;
        const from = metric * this.replicas * stride + epoch;
        for (let k = 0; k < this.replicas; k++) {
          this.values[to + k] = history[from + k * stride]!;
        }
        this.summarise(metric, this.known + epoch);
      }
    }
    this.known += added;
  }

  bands(metric: Metric): Bands {
    return this.found[METRICS.indexOf(metric)]!;
  }

  /** A view of all replicas' values at an epoch, counted from 0. */
  at(metric: Metric, epoch: number): Float32Array {
    const start = (METRICS.indexOf(metric) * this.epochs + epoch) * this.replicas;
    return this.values.subarray(start, start + this.replicas);
  }

  /** One replica's curve, as far as it is known. */
  curve(metric: Metric, replica: number): Float64Array {
    const start = METRICS.indexOf(metric) * this.epochs;
    return Float64Array.from(
      { length: this.known },
      (_, epoch) => this.values[(start + epoch) * this.replicas + replica]!,
    );
  }

  /** All curves of a metric as a table (replicas, known epochs), not to be written to. */
  table(metric: Metric): Float64Array {
    const known = this.tables.get(metric);
    if (known) return known;
    const table = new Float64Array(this.replicas * this.known);
    for (let epoch = 0; epoch < this.known; epoch++) {
      const column = this.at(metric, epoch);
      for (let k = 0; k < this.replicas; k++) table[k * this.known + epoch] = column[k]!;
    }
    this.tables.set(metric, table);
    return table;
  }

  /** The replica whose value at an epoch is nearest to `value`; -1 where none has one. */
  nearest(metric: Metric, epoch: number, value: number): number {
    const column = this.at(metric, epoch);
    let best = -1;
    let distance = Infinity;
    for (let k = 0; k < column.length; k++) {
      const away = Math.abs(column[k]! - value);
      if (away < distance) [best, distance] = [k, away];
    }
    return best;
  }

  private summarise(metric: number, epoch: number): void {
    const start = (metric * this.epochs + epoch) * this.replicas;
    let n = 0;
    for (let k = 0; k < this.replicas; k++) {
      const value = this.values[start + k]!;
      if (Number.isFinite(value)) this.ordered[n++] = value;
    }
    this.ordered.subarray(0, n).sort();
    const bands = this.found[metric]!;
    bands.n[epoch] = n;
    BANDS.forEach((p, place) => {
      bands.quantiles[place]![epoch] = quantileOfOrdered(this.ordered, n, p);
    });
  }
}
