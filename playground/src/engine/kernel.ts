/** The kernel in its own memory: blocks of it, streams of chance, runs and predictions. */

import { bytesOf, DATA, NETWORK, OUTCOME, TRAINING, type Values } from "./structures";

type Pointer = number;

interface Exports {
  memory: WebAssembly.Memory;
  ms_allocate(bytes: number): Pointer;
  ms_release(block: Pointer): void;
  ms_words: Stream;
  ms_normals: Stream;
  ms_permutations: Stream;
  ms_open(network: Pointer, training: Pointer, data: Pointer, outcome: Pointer): Pointer;
  ms_advance(run: Pointer, first: bigint, replicas: bigint, epochs: bigint): number;
  ms_score(run: Pointer, first: bigint, replicas: bigint): void;
  ms_predict(
    network: Pointer,
    replicas: bigint,
    weights: Pointer,
    shift: Pointer,
    scale: Pointer,
    samples: Pointer,
    n: bigint,
    probabilities: Pointer,
  ): number;
}

type Stream = (
  seed: bigint,
  source: number,
  part: number,
  replicas: Pointer,
  count: bigint,
  n: bigint,
  out: Pointer,
) => void;

type Word = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

interface Kind<A extends Word> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, at: number, length: number): A;
}

/** A place of the kernel's memory; `array` is read anew, because memory that grows moves. */
export interface Block<A extends Word> {
  readonly at: Pointer;
  readonly array: A;
}

export interface Run {
  readonly pointer: Pointer;
}

export interface RunParts {
  network: Values<typeof NETWORK>;
  training: Values<typeof TRAINING>;
  data: Values<typeof DATA>;
  outcome: Values<typeof OUTCOME>;
}

const OUT_OF_MEMORY =
  "The browser has no more memory for this study: use fewer replicas, rows or epochs.";

/** The kernel compiled, or as it lies in its file. */
export type KernelCode = WebAssembly.Module | Uint8Array<ArrayBuffer>;

export class Kernel {
  private readonly c: Exports;
  private readonly bottom: Block<Word>;

  constructor(code: KernelCode) {
    const module = code instanceof WebAssembly.Module ? code : new WebAssembly.Module(code);
    this.c = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.bottom = this.room(Uint8Array, 0);
  }

  /** Gives back all memory; the browser keeps it for the next study. */
  clear(): void {
    this.release(this.bottom);
  }

  /** Room for `length` numbers. */
  room<A extends Word>(kind: Kind<A>, length: number): Block<A> {
    const at = this.c.ms_allocate(length * kind.BYTES_PER_ELEMENT);
    if (at === 0) throw new Error(OUT_OF_MEMORY);
    const memory = this.c.memory;
    return {
      at,
      get array(): A {
        return new kind(memory.buffer, at, length);
      },
    };
  }

  /** A copy of `values` in the kernel's memory. */
  copy<A extends Word>(kind: Kind<A>, values: ArrayLike<number>): Block<A> {
    const block = this.room(kind, values.length);
    block.array.set(values);
    return block;
  }

  /** Gives back `block` and all that was taken after it. */
  release(block: Block<Word>): void {
    this.c.ms_release(block.at);
  }

  /** Does `work` and gives back what memory it took. */
  briefly<R>(work: () => R): R {
    const mark = this.room(Uint8Array, 0);
    try {
      return work();
    } finally {
      this.release(mark);
    }
  }

  /** The first `count` words of a stream, in the first places of `out`. */
  words(
    seed: number,
    source: number,
    key: Block<Uint32Array>,
    part: number,
    count: number,
    out: Block<Uint32Array>,
  ): void {
    this.c.ms_words(BigInt(seed), source, part, key.at, 1n, BigInt(count), out.at);
  }

  /** As many standard normal numbers of a stream as `out` has room for. */
  normals(seed: number, source: number, key: Block<Uint32Array>, out: Block<Float64Array>): void {
    this.c.ms_normals(BigInt(seed), source, 0, key.at, 1n, BigInt(out.array.length), out.at);
  }

  /** A random order of as many numbers as `out` has room for. */
  permutation(seed: number, source: number, key: Block<Uint32Array>, out: Block<Int32Array>): void {
    this.c.ms_permutations(BigInt(seed), source, 0, key.at, 1n, BigInt(out.array.length), out.at);
  }

  /** The arrays of the outcome, and the order keys, must stay where they are as long as the run. */
  open({ network, training, data, outcome }: RunParts): Run {
    const structures = [
      bytesOf(NETWORK, network),
      bytesOf(TRAINING, training),
      bytesOf(DATA, data),
      bytesOf(OUTCOME, outcome),
    ].map((bytes) => this.copy(Uint8Array, bytes).at);
    const [n, t, d, o] = structures;
    const pointer = this.c.ms_open(n, t, d, o);
    if (pointer === 0) throw new Error(OUT_OF_MEMORY);
    return { pointer };
  }

  advance(run: Run, first: number, replicas: number, epochs: number): void {
    this.c.ms_advance(run.pointer, BigInt(first), BigInt(replicas), BigInt(epochs));
  }

  score(run: Run, first: number, replicas: number): void {
    this.c.ms_score(run.pointer, BigInt(first), BigInt(replicas));
  }

  /** Class probabilities of samples under the weights of each of `replicas`. */
  predict(
    network: Values<typeof NETWORK>,
    replicas: number,
    weights: Pointer,
    scaling: { shift: Pointer; scale: Pointer },
    samples: Block<Float32Array>,
    features: number,
    out: Block<Float32Array>,
  ): void {
    const structure = this.copy(Uint8Array, bytesOf(NETWORK, network)).at;
    const rows = BigInt(samples.array.length / features);
    const { shift, scale } = scaling;
    if (
      this.c.ms_predict(
        structure,
        BigInt(replicas),
        weights,
        shift,
        scale,
        samples.at,
        rows,
        out.at,
      )
    )
      throw new Error(OUT_OF_MEMORY);
  }
}
