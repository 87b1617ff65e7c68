/** What the engine asks of a worker, and what it answers. */

import type { StudySpec } from "./contract";
import type { KernelCode } from "./kernel";
import type { ArmMoment } from "./moment";
import type { FirstReplica } from "./share";

/** Each request with what it brings and what comes back. Places are those in the worker's share. */
export interface Calls {
  start: { ask: { kernel: KernelCode }; answer: null };
  open: { ask: { study: StudySpec; replicas: number[] }; answer: FirstReplica | null };
  advance: { ask: { epochs: number }; answer: { epoch: number; arms: ArmMoment[] } };
  predict: { ask: { arm: number; places: number[]; x: Float32Array }; answer: Float32Array };
  votes: { ask: { arm: number; places: number[]; x: Float32Array }; answer: Uint8Array };
  weights: { ask: { arm: number; place: number }; answer: Float32Array };
  digest: { ask: object; answer: Uint8Array }; // (arms, replicas, 32)
}

export type Call = keyof Calls;

export type Request = { [K in Call]: { id: number; call: K; ask: Calls[K]["ask"] } }[Call];

export type Reply = { id: number; answer: Calls[Call]["answer"] } | { id: number; error: string };

/** Why a request has no answer where another study was opened meanwhile. */
export const SUPERSEDED = "Another study was opened meanwhile.";

/** The error of a message; one of its own kind where the request was only superseded. */
export function errorOf(message: string): Error {
  return message === SUPERSEDED ? new DOMException(message, "AbortError") : new Error(message);
}
