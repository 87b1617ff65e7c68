/** The kernel's C structures as wasm32 lays them out: pointers are of four bytes. */

const SIZES = { int64: 8, uint64: 8, double: 8, uint32: 4, pointer: 4 } as const;

type Kind = keyof typeof SIZES;
type Fields = Readonly<Record<string, Kind>>;

/** Numbers for all fields; what is left out is 0 or NULL. */
export type Values<F extends Fields> = { readonly [Name in keyof F]?: number | bigint };

// Field by field as in kernel/interface.h, which a test holds them against.
export const NETWORK = {
  layers: "int64",
  widths: "pointer",
  activations: "pointer",
  dropout: "pointer",
  sigmoid: "int64",
} as const satisfies Fields;

export const TRAINING = {
  optimizer: "int64",
  epochs: "int64",
  batch_size: "int64",
  nesterov: "int64",
  patience: "int64",
  monitor: "int64",
  restore_best_weights: "int64",
  start_from_epoch: "int64",
  learning_rate: "double",
  momentum: "double",
  beta_1: "double",
  beta_2: "double",
  rho: "double",
  epsilon: "double",
  weight_decay: "double",
  l2: "double",
  min_delta: "double",
  divergence_loss: "double",
  label_smoothing: "double",
  clipvalue: "double",
  clipnorm: "double",
  global_clipnorm: "double",
  step_sizes: "pointer",
} as const satisfies Fields;

export const DATA = {
  replicas: "int64",
  rows: "int64",
  shared_table: "int64",
  table: "pointer",
  labels: "pointer",
  sample_weights: "pointer",
  class_weights: "pointer",
  train_count: "int64",
  validation_count: "int64",
  test_count: "int64",
  train_rows: "pointer",
  validation_rows: "pointer",
  test_rows: "pointer",
  medians: "pointer",
  shift: "pointer",
  scale: "pointer",
  initial_weights: "pointer",
  orders: "pointer",
  seed: "uint64",
  order_keys: "pointer",
  order_source: "uint32",
  dropout_source: "uint32",
  stop: "pointer",
} as const satisfies Fields;

export const OUTCOME = {
  history: "pointer",
  weights: "pointer",
  epochs_run: "pointer",
  best_epoch: "pointer",
  diverged_at: "pointer",
  test_loss: "pointer",
  test_accuracy: "pointer",
  confusion: "pointer",
} as const satisfies Fields;

/** Where each field begins, every one at a multiple of its own size, and where all end. */
export function layoutOf(fields: Fields): { offsets: Record<string, number>; size: number } {
  const offsets: Record<string, number> = {};
  let end = 0;
  let widest = 1;
  for (const [name, kind] of Object.entries(fields)) {
    const size = SIZES[kind];
    offsets[name] = Math.ceil(end / size) * size;
    end = offsets[name] + size;
    widest = Math.max(widest, size);
  }
  return { offsets, size: Math.ceil(end / widest) * widest };
}

/** The bytes of a structure. */
export function bytesOf<F extends Fields>(fields: F, values: Values<F>): Uint8Array {
  const { offsets, size } = layoutOf(fields);
  const view = new DataView(new ArrayBuffer(size));
  for (const [name, kind] of Object.entries(fields)) {
    const value = values[name] ?? 0;
    const at = offsets[name];
    if (kind === "double") view.setFloat64(at, Number(value), true);
    else if (SIZES[kind] === 8) view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
    else view.setUint32(at, Number(value), true);
  }
  return new Uint8Array(view.buffer);
}
