/** Plays a study: asks the engine for as many epochs at a time as keep the page smooth. */

import type { Engine, Moment, StudySpec } from "../engine/contract";
import { addMoment, startRun, type Run, type Status } from "./run";

/** Milliseconds of one step that is neither jerky nor mostly overhead. */
const WANTED = 50;

export interface Runner {
  readonly run: Run | null;
  readonly status: Status;
  readonly failure: string;
  /** Let go of what runs: another study is about to be opened. */
  halt(): void;
  open(study: StudySpec, play: boolean): Promise<void>;
  play(): void;
  pause(): void;
  step(): Promise<void>;
}

/** Whom the runner tells, and what it asks for once training rests. */
export interface Around {
  /** There is something new. */
  changed(): void;
  /** Ends once the pictures have caught up. */
  seen(): Promise<void>;
  /** What is to be known of the weights of now, beyond what training tells. */
  rested(run: Run): Promise<Partial<Run>>;
  /** What is compared with, once all is trained. */
  ended(run: Run): Promise<Partial<Run>>;
}

export function createRunner(engine: Engine, { changed, seen, rested, ended }: Around): Runner {
  let run: Run | null = null;
  let status: Status = "opening";
  let failure = "";
  let epochs = 1;
  let turn = 0;
  let busy: Promise<void> = Promise.resolve();

  const tell = (next: Status): void => {
    status = next;
    changed();
  };
  const fail = (reason: unknown): void => {
    failure = reason instanceof Error ? reason.message : String(reason);
    tell("failed");
  };

  /** Ask for as many epochs as make a step of the wanted length. */
  async function ask(mine: number): Promise<Moment> {
    const asked = epochs;
    const started = performance.now();
    const moment = await engine.advance(asked);
    const took = Math.max(performance.now() - started, 1);
    // At most twice as many at once: the first epochs also pay for warming up.
    if (mine === turn)
      epochs = Math.max(1, Math.min(asked * 2, Math.round((asked * WANTED) / took)));
    return moment;
  }

  function take(moment: Moment): void {
    run = addMoment(run!, moment);
    if (moment.done) status = "done";
    changed();
  }

  /** Find out what takes longer than a step may: success is judged by it. */
  async function rest(mine: number): Promise<void> {
    const { moment } = run ?? {};
    if (!run || !moment || mine !== turn) return;
    await learn(moment, await rested(run));
    // Nobody waits for the comparison; a study that is opened meanwhile makes it void.
    if (run.moment === moment)
      void ended(run)
        .then((found) => learn(moment, found))
        .catch(() => undefined);
  }

  async function learn(moment: Moment, found: Partial<Run>): Promise<void> {
    if (run?.moment !== moment) return;
    run = { ...run, ...found };
    changed();
    await seen();
  }

  async function loop(mine: number): Promise<void> {
    try {
      // The next epochs are under way while those that came are drawn: workers never wait, and
      // pictures ask them for votes between two steps.
      let next = run && !run.moment?.done ? ask(mine) : null;
      while (next) {
        const moment = await next;
        if (mine !== turn || !run) return;
        take(moment);
        next = status === "playing" ? ask(mine) : null;
        if (next) void seen();
        else await seen();
      }
      await rest(mine);
    } catch (reason) {
      if (mine === turn) fail(reason);
    }
  }

  // One question at a time: whatever is under way ends before the next begins.
  const queue = (work: () => Promise<void>): Promise<void> => {
    busy = busy.then(work, work);
    return busy;
  };

  return {
    get run() {
      return run;
    },
    get status() {
      return status;
    },
    get failure() {
      return failure;
    },
    halt() {
      turn += 1;
      run = null;
      epochs = 1;
      tell("opening");
    },
    open(study, play) {
      this.halt();
      const mine = turn;
      return queue(async () => {
        if (mine !== turn) return;
        try {
          const opened = await engine.open(study);
          if (mine !== turn) return;
          run = startRun(study, opened);
          tell("ready");
          await seen();
        } catch (reason) {
          if (mine === turn) fail(reason);
        }
      }).then(() => {
        if (play && mine === turn && status === "ready") this.play();
      });
    },
    play() {
      if (status !== "ready" && status !== "paused") return;
      tell("playing");
      const mine = turn;
      void queue(() => loop(mine));
    },
    pause() {
      if (status === "playing") tell("paused");
    },
    step() {
      if (status === "playing") this.pause();
      const mine = turn;
      return queue(async () => {
        try {
          if (!run || run.moment?.done) return;
          const moment = await engine.advance(1);
          if (mine !== turn || !run) return;
          take(moment);
          await seen();
          if (mine === turn && status === "ready") tell("paused");
          await rest(mine);
        } catch (reason) {
          if (mine === turn) fail(reason);
        }
      });
    },
  };
}
