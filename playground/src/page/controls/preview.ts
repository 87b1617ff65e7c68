/** Small pictures of the datasets: what they look like, not rows of any study. */

import type { DatasetName } from "../../engine/contract";

type Point = [x: number, y: number, class_: number];

const COLOURS = ["--first", "--second", "--third", "--fourth", "--fifth"];
const COUNT = 60;

export function preview(canvas: HTMLCanvasElement, data: DatasetName, ended: AbortSignal): void {
  const draw = (): void => {
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim() || "#888";
    if (data === "digits") drawDigit(pen, colour("--ink"));
    else if (data === "table") drawTable(pen, colour("--muted"));
    else drawPoints(pen, POINTS[data](), COLOURS.map(colour));
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw, { signal: ended });
}

/** Noise without chance: the same picture every time. */
function wobble(k: number): [number, number] {
  const angle = k * 2.399963;
  const radius = Math.sqrt(((k * 37) % 61) / 61);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function around(centre: (k: number) => Point, spread: number): Point[] {
  return Array.from({ length: COUNT }, (_, k) => {
    const [x, y, class_] = centre(k);
    const [dx, dy] = wobble(k);
    return [x + spread * dx, y + spread * dy, class_];
  });
}

const POINTS: Record<Exclude<DatasetName, "digits" | "table">, () => Point[]> = {
  xor: () => around((k) => [k % 2 ? 0.55 : -0.55, k % 4 > 1 ? 0.55 : -0.55, k % 2 === Number(k % 4 > 1) ? 0 : 1], 0.38),
  circles: () => around((k) => {
    const [angle, radius] = [(2 * Math.PI * k) / COUNT * 7, k % 2 ? 0.4 : 0.85];
    return [radius * Math.cos(angle), radius * Math.sin(angle), k % 2];
  }, 0.1),
  moons: () => around((k) => {
    const angle = (Math.PI * k) / COUNT;
    const [x, y] = [0.6 * Math.cos(angle), 0.7 * Math.sin(angle)];
    return k % 2 ? [0.3 - x, 0.3 - y, 1] : [x - 0.3, y - 0.3, 0];
  }, 0.13),
  spirals: () => around((k) => {
    const radius = 0.12 + (0.8 * k) / COUNT;
    const angle = 5 * radius + (k % 2) * Math.PI;
    return [radius * Math.cos(angle), radius * Math.sin(angle), k % 2];
  }, 0.06),
  blobs: () => around((k) => [0.55 * Math.cos((2 * Math.PI * (k % 3)) / 3), 0.55 * Math.sin((2 * Math.PI * (k % 3)) / 3), k % 3], 0.33),
  iris: () => around((k) => [[-0.6, 0.2, 0.5][k % 3], [-0.5, 0.1, 0.45][k % 3], k % 3], 0.3),
}; // prettier-ignore

function drawPoints(pen: CanvasRenderingContext2D, points: Point[], colours: string[]): void {
  const { width } = pen.canvas;
  const place = (value: number): number => (0.5 + 0.44 * value) * width;
  for (const [x, y, class_] of points) {
    pen.fillStyle = colours[class_];
    pen.beginPath();
    if (class_ === 1) pen.rect(place(x) - 2.3, place(-y) - 2.3, 4.6, 4.6);
    else pen.arc(place(x), place(-y), 2.7, 0, 2 * Math.PI);
    pen.fill();
  }
}

const FIVE = [
  "00111100",
  "00100000",
  "00100000",
  "00111000",
  "00000100",
  "00000100",
  "00100100",
  "00011000",
];

function drawDigit(pen: CanvasRenderingContext2D, colour: string): void {
  const size = pen.canvas.width / 8;
  pen.fillStyle = colour;
  FIVE.forEach((row, y) =>
    [...row].forEach(
      (pixel, x) =>
        pixel === "1" && pen.fillRect(x * size + 0.5, y * size + 0.5, size - 1, size - 1),
    ),
  );
}

function drawTable(pen: CanvasRenderingContext2D, colour: string): void {
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = 2;
  pen.strokeRect(9, 13, 54, 46);
  pen.fillRect(9, 13, 54, 12);
  pen.beginPath();
  for (const y of [36, 48]) (pen.moveTo(9, y), pen.lineTo(63, y));
  for (const x of [27, 45]) (pen.moveTo(x, 25), pen.lineTo(x, 59));
  pen.stroke();
}
