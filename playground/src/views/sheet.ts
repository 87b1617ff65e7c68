/** A drawing as the digits were made: 32 x 32 dots, counted in blocks of 4 x 4 to 0 ... 16. */

const FINE = 32;
const BLOCK = 4;
export const SIDE = FINE / BLOCK;
const PEN = 2.1; // radius in dots
const MOST_GROWTH = 2.2; // a dot is not blown up to fill the sheet

export class Sheet {
  private readonly dots = new Uint8Array(FINE * FINE);

  clear(): void {
    this.dots.fill(0);
  }

  get empty(): boolean {
    return !this.dots.includes(1);
  }

  /** Draw from one place to another, in shares of the sheet's side. */
  stroke(fromX: number, fromY: number, toX: number, toY: number): void {
    const steps = Math.max(1, Math.ceil(FINE * Math.hypot(toX - fromX, toY - fromY)));
    for (let step = 0; step <= steps; step++) {
      const part = step / steps;
      this.dab(FINE * (fromX + (toX - fromX) * part), FINE * (fromY + (toY - fromY) * part));
    }
  }

  /** Take what is drawn off one cell of the 8 x 8. */
  rub(row: number, column: number): void {
    for (let k = 0; k < BLOCK * BLOCK; k++) {
      const [down, across] = [Math.floor(k / BLOCK), k % BLOCK];
      this.dots[(row * BLOCK + down) * FINE + column * BLOCK + across] = 0;
    }
  }

  /** Dots in each block as they are drawn: (8, 8). */
  drawn(): Float32Array {
    return blocks(this.dots);
  }

  /** The same for the drawing moved to the middle and grown to the sheet's height, as digits are. */
  fitted(): Float32Array {
    let [left, right, top, bottom] = [FINE, -1, FINE, -1];
    this.dots.forEach((dot, at) => {
      if (!dot) return;
      const [x, y] = [at % FINE, Math.floor(at / FINE)];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    });
    if (right < 0) return new Float32Array(SIDE * SIDE);
    const growth = Math.min(MOST_GROWTH, FINE / Math.max(right - left + 1, bottom - top + 1));
    const [midX, midY] = [(left + right + 1) / 2, (top + bottom + 1) / 2];
    const moved = new Uint8Array(FINE * FINE);
    for (let at = 0; at < moved.length; at++) {
      const x = Math.floor(((at % FINE) + 0.5 - FINE / 2) / growth + midX);
      const y = Math.floor((Math.floor(at / FINE) + 0.5 - FINE / 2) / growth + midY);
      if (x >= 0 && x < FINE && y >= 0 && y < FINE) moved[at] = this.dots[y * FINE + x]!;
    }
    return blocks(moved);
  }

  private dab(x: number, y: number): void {
    for (let row = Math.floor(y - PEN); row <= y + PEN; row++) {
      for (let column = Math.floor(x - PEN); column <= x + PEN; column++) {
        const inside = row >= 0 && row < FINE && column >= 0 && column < FINE;
        if (inside && Math.hypot(column + 0.5 - x, row + 0.5 - y) <= PEN) {
          this.dots[row * FINE + column] = 1;
        }
      }
    }
  }
}

function blocks(dots: Uint8Array): Float32Array {
  const counts = new Float32Array(SIDE * SIDE);
  dots.forEach((dot, at) => {
    const [x, y] = [at % FINE, Math.floor(at / FINE)];
    counts[Math.floor(y / BLOCK) * SIDE + Math.floor(x / BLOCK)]! += dot;
  });
  return counts;
}
