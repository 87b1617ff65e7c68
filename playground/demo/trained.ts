/** Small networks on noisy XOR, trained on the spot: data for pictures, no engine is needed. */

/** Numbers from 0 to 1, the same for the same seed (Mulberry32, Ettinger 2017). */
export function randoms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface Rows {
  readonly x: Float32Array; // (rows, 2)
  readonly y: Int32Array;
}

export function xorRows(rows: number, seed: number): Rows {
  const random = randoms(seed);
  const x = new Float32Array(2 * rows);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const [a, b] = [row & 1, (row >> 1) & 1];
    y[row] = a ^ b;
    x[2 * row] = a + 0.3 * normal(random);
    x[2 * row + 1] = b + 0.3 * normal(random);
  }
  return { x, y };
}

/** One hidden layer of relu units and two classes, in Keras's order of weights. */
export class Small {
  readonly weights: Float32Array;

  constructor(
    readonly units: number,
    seed: number,
  ) {
    const random = randoms(seed);
    this.weights = new Float32Array(5 * units + 2);
    for (let at = 0; at < 2 * units; at++) {
      this.weights[at] = (2 * random() - 1) * Math.sqrt(6 / (2 + units));
      this.weights[3 * units + at] = (2 * random() - 1) * Math.sqrt(6 / (2 + units));
    }
  }

  /** Logit of class 1 minus that of class 0. */
  margin(a: number, b: number): number {
    const { units: n, weights: w } = this;
    let sum = w[5 * n + 1]! - w[5 * n]!;
    for (let u = 0; u < n; u++) {
      const h = a * w[u]! + b * w[n + u]! + w[2 * n + u]!;
      if (h > 0) sum += h * (w[3 * n + 2 * u + 1]! - w[3 * n + 2 * u]!);
    }
    return sum;
  }

  /** One pass of gradient descent, row by row. */
  epoch({ x, y }: Rows, rate: number): void {
    const { units: n, weights: w } = this;
    for (let row = 0; row < y.length; row++) {
      const [a, b] = [x[2 * row]!, x[2 * row + 1]!];
      const error = 1 / (1 + Math.exp(-this.margin(a, b))) - y[row]!;
      for (let u = 0; u < n; u++) {
        const h = a * w[u]! + b * w[n + u]! + w[2 * n + u]!;
        if (h <= 0) continue;
        const back = error * (w[3 * n + 2 * u + 1]! - w[3 * n + 2 * u]!);
        w[3 * n + 2 * u]! += rate * error * h;
        w[3 * n + 2 * u + 1]! -= rate * error * h;
        w[u]! -= rate * back * a;
        w[n + u]! -= rate * back * b;
        w[2 * n + u]! -= rate * back;
      }
      w[5 * n]! += rate * error;
      w[5 * n + 1]! -= rate * error;
    }
  }

  score({ x, y }: Rows): { loss: number; accuracy: number } {
    let [loss, right] = [0, 0];
    for (let row = 0; row < y.length; row++) {
      const margin = this.margin(x[2 * row]!, x[2 * row + 1]!);
      loss += Math.log1p(Math.exp(y[row] ? -margin : margin));
      if (Number(margin > 0) === y[row]) right++;
    }
    return { loss: loss / y.length, accuracy: right / y.length };
  }
}

export interface Trained {
  readonly networks: readonly Small[];
  /** (4, replicas, epochs): loss, accuracy, val_loss, val_accuracy. */
  readonly history: Float32Array;
  readonly testAccuracy: Float32Array;
  readonly confusion: Int32Array; // (replicas, true, predicted)
}

/** Train networks on rows of their own. */
export function trained(replicas: number, units: number, epochs: number): Trained {
  const history = new Float32Array(4 * replicas * epochs);
  const testAccuracy = new Float32Array(replicas);
  const confusion = new Int32Array(4 * replicas);
  const networks = Array.from({ length: replicas }, (_, k) => {
    const [train, held, test] = [
      xorRows(96, 3 * k),
      xorRows(64, 3 * k + 1),
      xorRows(160, 3 * k + 2),
    ];
    const network = new Small(units, 7919 * k + 11);
    for (let e = 0; e < epochs; e++) {
      network.epoch(train, 0.04);
      const [own, other] = [network.score(train), network.score(held)];
      [own.loss, own.accuracy, other.loss, other.accuracy].forEach((value, metric) => {
        history[(metric * replicas + k) * epochs + e] = value;
      });
    }
    testAccuracy[k] = network.score(test).accuracy;
    for (let row = 0; row < test.y.length; row++) {
      const vote = Number(network.margin(test.x[2 * row]!, test.x[2 * row + 1]!) > 0);
      confusion[4 * k + 2 * test.y[row]! + vote]!++;
    }
    return network;
  });
  return { networks, history, testAccuracy, confusion };
}
