/** The engine: draws and trains a study in workers, with the library's own kernel. */

import kernelAddress from "../../../src/manyseeds/kernel/lib/manyseeds-wasm32.wasm?url";
import { armsOf } from "./arms";
import type { Engine, Moment, Opened, StudySpec } from "./contract";
import { shapeOf } from "./dataset";
import { mustBe, SpecificationError } from "./errors";
import { enclosedKernel } from "./enclosed";
import { gathered, gatheredMoment } from "./gathering";
import type { KernelCode } from "./kernel";
import { homeOf, Pool, sharesOf } from "./pool";
import { errorOf, SUPERSEDED } from "./protocol";
import { sha256 } from "./sha256";
import { checkStudy } from "./specification";

let kernel: Promise<KernelCode> | null = null;

/** Start the workers, as many as there are cores unless told; what they need is fetched at once. */
export function createEngine(workers?: number): Engine {
  kernel ??= kernelCode();
  return new WorkerEngine(new Pool(kernel, workers));
}

async function kernelCode(): Promise<KernelCode> {
  const enclosed = enclosedKernel();
  // A page without an origin cannot share what it has compiled: each worker compiles it.
  if (enclosed) return enclosed;
  const response = await fetch(kernelAddress);
  if (!response.ok) throw new Error(`The kernel could not be loaded: ${response.status}.`);
  // Some static hosts send it as something else than application/wasm, so it is read first.
  return WebAssembly.compile(await response.arrayBuffer());
}

/** The study that is open: how it is shared out. */
interface Current {
  study: StudySpec;
  features: number;
  arms: ReturnType<typeof armsOf>;
  shares: number[][];
}

class WorkerEngine implements Engine {
  private current: Current | null = null;
  private studies = 0;

  constructor(private readonly pool: Pool) {}

  async open(study: StudySpec): Promise<Opened> {
    checkStudy(study);
    const opening = ++this.studies;
    this.current = null;
    await this.pool.ready;
    if (opening !== this.studies) throw errorOf(SUPERSEDED);
    const { features, classes } = shapeOf(study);
    const arms = armsOf(study, features, classes);
    const shares = sharesOf(study.replicas, this.pool.size);
    const current = { study, features, arms, shares };
    const answers = shares.map((replicas, worker) =>
      this.pool.call(worker, "open", { study, replicas }),
    );
    const [first] = await Promise.all(answers);
    if (opening !== this.studies || !first) throw errorOf(SUPERSEDED);
    this.current = current;
    return {
      arms: arms.map(({ label, hidden, parameters }) => ({ label, hidden, parameters })),
      ...first,
    };
  }

  async advance(epochs: number): Promise<Moment> {
    const { study, shares } = this.opened();
    if (!Number.isInteger(epochs) || epochs < 0)
      throw new SpecificationError(mustBe("epochs", "an integer >= 0", epochs));
    const answers = await this.ask((worker) => this.pool.call(worker, "advance", { epochs }));
    return gatheredMoment(answers, shares, study.epochs);
  }

  async predict(arm: number, replicas: number[], x: Float32Array): Promise<Float32Array> {
    const { shares } = this.opened();
    this.checkRows(arm, x);
    replicas.forEach((replica) => this.checkReplica(replica));
    const homes = replicas.map((replica) => homeOf(replica, shares.length));
    const answers = await this.ask((worker) => {
      const places = homes.filter((home) => home.worker === worker).map((home) => home.place);
      return this.pool.call(worker, "predict", { arm, places, x });
    });
    return gathered(
      Float32Array,
      answers,
      homes.map((home) => home.worker),
    );
  }

  async votes(arm: number, members: number, x: Float32Array): Promise<Uint8Array> {
    const { shares } = this.opened();
    this.checkRows(arm, x);
    this.checkReplica(members - 1);
    const homes = Array.from({ length: members }, (_, replica) => homeOf(replica, shares.length));
    const answers = await this.ask((worker) => {
      const places = homes.filter((home) => home.worker === worker).map((home) => home.place);
      return this.pool.call(worker, "votes", { arm, places, x });
    });
    return gathered(
      Uint8Array,
      answers,
      homes.map((home) => home.worker),
    );
  }

  async weights(arm: number, replica: number): Promise<Float32Array> {
    const { shares } = this.opened();
    this.checkArm(arm);
    this.checkReplica(replica);
    const { worker, place } = homeOf(replica, shares.length);
    return this.pool.call(worker, "weights", { arm, place });
  }

  async digest(): Promise<string> {
    const { shares, arms, study } = this.opened();
    const answers = await this.ask((worker) => this.pool.call(worker, "digest", {}));
    const homes = Array.from({ length: study.replicas }, (_, r) => homeOf(r, shares.length).worker);
    const hashes = new Uint8Array(32 * arms.length * study.replicas);
    arms.forEach((_, arm) => {
      const own = answers.map((answer) => {
        const size = answer.length / arms.length;
        return answer.subarray(arm * size, (arm + 1) * size);
      });
      hashes.set(gathered(Uint8Array, own, homes), 32 * study.replicas * arm);
    });
    return Array.from(sha256(hashes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  close(): void {
    this.studies++;
    this.current = null;
    this.pool.end();
  }

  private opened(): Current {
    if (!this.current) throw new Error("No study is open.");
    return this.current;
  }

  /** Ask every worker that has replicas. */
  private ask<A>(question: (worker: number) => Promise<A>): Promise<A[]> {
    return Promise.all(this.opened().shares.map((_, worker) => question(worker)));
  }

  private checkArm(arm: number): void {
    const { arms } = this.opened();
    if (!(arm in arms))
      throw new SpecificationError(mustBe("arm", `an integer from 0 to ${arms.length - 1}`, arm));
  }

  private checkReplica(replica: number): void {
    const { replicas } = this.opened().study;
    if (!Number.isInteger(replica) || replica < 0 || replica >= replicas)
      throw new SpecificationError(mustBe("replica", `an integer in [0, ${replicas})`, replica));
  }

  private checkRows(arm: number, x: Float32Array): void {
    this.checkArm(arm);
    const { features } = this.opened();
    if (x.length % features)
      throw new SpecificationError(mustBe("x", `rows of ${features} values`, x));
  }
}
