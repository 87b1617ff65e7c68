/** The workers, and who of them has which replicas. */

import { enclosedWorker } from "./enclosed";
import type { KernelCode } from "./kernel";
import { type Call, type Calls, errorOf, type Reply } from "./protocol";
import { BLOCK } from "./share";

const MOST_WORKERS = 8;

interface Waiting {
  resolve(answer: never): void;
  reject(error: Error): void;
}

function startWorker(): Worker {
  const enclosed = enclosedWorker();
  // No module: where the page has no origin, Chromium starts none from a text.
  if (enclosed) return new Worker(enclosed);
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

/** One worker, and its requests that wait for an answer. */
class Colleague {
  private readonly worker = startWorker();
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  constructor() {
    this.worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.take(data));
    this.worker.addEventListener("messageerror", () => {
      this.fail(new Error("A worker of the page could not read what it was sent."));
    });
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.fail(new Error(event.message || "A worker of the page could not be started."));
    });
  }

  call<K extends Call>(call: K, ask: Calls[K]["ask"]): Promise<Calls[K]["answer"]> {
    const id = this.asked++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, call, ask });
    });
  }

  end(): void {
    this.worker.terminate();
    this.fail(new Error("The engine was closed."));
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ("error" in reply) waiting?.reject(errorOf(reply.error));
    else waiting?.resolve(reply.answer as never);
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** Where a replica is: at which worker, and at which place of its share. */
export interface Home {
  worker: number;
  place: number;
}

/** Block b is the share of worker b modulo the number of workers. */
export function homeOf(replica: number, workers: number): Home {
  const block = Math.floor(replica / BLOCK);
  const place = Math.floor(block / workers) * BLOCK + (replica % BLOCK);
  return { worker: block % workers, place };
}

/** The replicas of each of up to `workers` workers; none of them is without. */
export function sharesOf(replicas: number, workers: number): number[][] {
  const used = Math.min(workers, Math.ceil(replicas / BLOCK));
  const shares: number[][] = Array.from({ length: used }, () => []);
  for (let replica = 0; replica < replicas; replica++)
    shares[homeOf(replica, used).worker].push(replica);
  return shares;
}

/** All workers; each holds the kernel once `ready`. */
export class Pool {
  private readonly colleagues: Colleague[];
  readonly ready: Promise<unknown>;

  constructor(kernel: Promise<KernelCode>, workers = navigator.hardwareConcurrency || 2) {
    const size = Math.min(workers, MOST_WORKERS);
    this.colleagues = Array.from({ length: size }, () => new Colleague());
    this.ready = kernel.then((code) =>
      Promise.all(this.colleagues.map((one) => one.call("start", { kernel: code }))),
    );
    this.ready.catch(() => undefined); // told to whoever opens a study
  }

  get size(): number {
    return this.colleagues.length;
  }

  call<K extends Call>(worker: number, call: K, ask: Calls[K]["ask"]): Promise<Calls[K]["answer"]> {
    return this.colleagues[worker].call(call, ask);
  }

  end(): void {
    for (const one of this.colleagues) one.end();
  }
}
