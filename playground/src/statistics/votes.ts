/** Votes of many networks: counted, blended from one replica to all, and against the truth. */

import type { Interval, Numbers } from "./interval";
import { wilsonBounds, bonferroniLevel } from "./shares";

/** Counts of votes for each class at each point, of the first replicas: more or fewer at will. */
export class VoteCounts {
  readonly counts: Int32Array; // (classes, points)
  members = 0;

  constructor(
    private readonly votes: Uint8Array, // (replicas, points)
    readonly points: number,
    readonly classes: number,
  ) {
    this.counts = new Int32Array(classes * points);
  }

  /** Count the first `members` replicas: what changed since is added, or taken away. */
  count(members: number): void {
    for (; this.members < members; this.members++) this.add(this.members, 1);
    for (; this.members > members; this.members--) this.add(this.members - 1, -1);
    if (this.classes !== 2) return;
    const { counts, points } = this;
    for (let p = 0; p < points; p++) counts[p] = members - counts[points + p]!;
  }

  /** The share of the members that vote for a class at a point. */
  share(class_: number, point: number): number {
    return this.counts[class_ * this.points + point]! / this.members;
  }

  /** The class with the most votes at a point, the first of those that tie. */
  winner(point: number): number {
    let best = 0;
    for (let c = 1; c < this.classes; c++) {
      if (this.counts[c * this.points + point]! > this.counts[best * this.points + point]!) {
        best = c;
      }
    }
    return best;
  }

  /** By which share of the members the winner leads the second, at a point. */
  lead(point: number): number {
    let [first, second] = [0, 0];
    for (let c = 0; c < this.classes; c++) {
      const count = this.counts[c * this.points + point]!;
      if (count > first) [first, second] = [count, first];
      else if (count > second) second = count;
    }
    return (first - second) / Math.max(this.members, 1);
  }

  private add(replica: number, change: number): void {
    const { votes, counts, points } = this;
    const start = replica * points;
    if (this.classes === 2) {
      // Of two classes the first is what is left: no branch in the loop that takes longest.
      for (let p = 0; p < points; p++) counts[points + p]! += change * votes[start + p]!;
      return;
    }
    for (let p = 0; p < points; p++) counts[votes[start + p]! * points + p]! += change;
  }
}

export interface RowErrors {
  readonly row: number;
  readonly share: Interval; // of replicas that are wrong; holds for all rows at once
  readonly takenFor: number; // the class it is most often mistaken for; -1 if never wrong
}

/**
 * How often each row is wrong, the hardest first: by the lower bound of its share, then by count.
 * Only replicas that did not use a row judge it: `judged` (replicas, rows); null: all do.
 */
export function hardestRows(
  votes: Uint8Array,
  labels: Numbers,
  classes: number,
  judged: Uint8Array | null = null,
  level = 0.95,
): RowErrors[] {
  const rows = labels.length;
  const tested = new Int32Array(rows);
  const mistaken = new Int32Array(rows * classes);
  for (let at = 0; at < votes.length; at++) {
    if (judged && !judged[at]) continue;
    const row = at % rows;
    tested[row]!++;
    if (votes[at] !== labels[row]) mistaken[row * classes + votes[at]!]!++;
  }
  const each = bonferroniLevel(level, tested.filter((n) => n > 0).length);
  const found = Array.from(tested.keys())
    .filter((row) => tested[row]! > 0)
    .map((row) => {
      const counts = mistaken.subarray(row * classes, (row + 1) * classes);
      const wrong = counts.reduce((sum, count) => sum + count, 0);
      const n = tested[row]!;
      const [low, high] = wilsonBounds(wrong, n, each);
      const method = "Wilson (1927), Bonferroni over rows (Dunn 1961)";
      const share = { estimate: wrong / n, low, high, level, method, n };
      return { row, wrong, share, takenFor: wrong ? counts.indexOf(Math.max(...counts)) : -1 };
    });
  found.sort((a, b) => b.share.low - a.share.low || b.wrong - a.wrong);
  return found.map(({ row, share, takenFor }) => ({ row, share, takenFor }));
}
