/** A worker: trains its share of a study, and looks up now and then for what the page asks. */

import { hashesOf } from "./digest";
import { Kernel } from "./kernel";
import { momentsOf } from "./moment";
import { predict, votes, weightsOf } from "./prediction";
import { type Calls, type Reply, type Request, SUPERSEDED } from "./protocol";
import { type Breathe, Share } from "./share";

// Longer than a message takes, shorter than a person notices.
const STRETCH = 20; // milliseconds

let kernel: Kernel | null = null;
let share: Share | null = null;
let studies = 0;
let queue: Promise<void> = Promise.resolve();

/** Lets waiting messages in when a stretch is over; throws where `study` is no longer the last. */
function breathing(study: number): Breathe {
  let since = performance.now();
  return async () => {
    if (performance.now() - since > STRETCH) {
      await nextTask();
      since = performance.now();
    }
    if (study !== studies) throw new Error(SUPERSEDED);
  };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function started<T>(value: T | null): T {
  if (value === null) throw new Error("No study is open.");
  return value;
}

async function open({ study, replicas }: Calls["open"]["ask"], breathe: Breathe) {
  share = null;
  started(kernel).clear();
  const opened = new Share(started(kernel), study, replicas);
  await opened.open(breathe);
  share = opened;
  return opened.firstReplica;
}

async function advance({ epochs }: Calls["advance"]["ask"], breathe: Breathe) {
  const current = started(share);
  const since = current.epoch;
  await current.advance(epochs, breathe);
  return { epoch: current.epoch, arms: momentsOf(current, since) };
}

async function answer(request: Request, breathe: Breathe): Promise<Reply & { answer: unknown }> {
  const { id } = request;
  switch (request.call) {
    case "start":
      kernel = new Kernel(request.ask.kernel);
      return { id, answer: null };
    case "open":
      return { id, answer: await open(request.ask, breathe) };
    case "advance":
      return { id, answer: await advance(request.ask, breathe) };
    case "predict": {
      const { arm, places, x } = request.ask;
      const answer = await predict(started(kernel), started(share), arm, places, x, breathe);
      return { id, answer };
    }
    case "votes": {
      const { arm, places, x } = request.ask;
      const answer = await votes(started(kernel), started(share), arm, places, x, breathe);
      return { id, answer };
    }
    case "weights":
      return { id, answer: weightsOf(started(share), request.ask.arm, request.ask.place) };
    case "digest":
      return { id, answer: hashesOf(started(share)) };
  }
}

/** The buffers of an answer, which are given away and not copied. */
function buffersOf(value: unknown): Transferable[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(buffersOf);
}

async function handle(request: Request, study: number): Promise<void> {
  let reply: Reply;
  try {
    const breathe = breathing(study);
    await breathe();
    reply = await answer(request, breathe);
  } catch (error) {
    reply = { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply, { transfer: "answer" in reply ? buffersOf(reply.answer) : [] });
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if (data.call === "open") studies++;
  const study = studies;
  queue = queue.then(() => handle(data, study));
});
